"""Commissions name colleagues and orders, and nothing of customers."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="commissions of representatives",
        fields=("rep_commissions.CommissionPlan.*", "rep_commissions.Statement.*"),
    )
)
