"""Requests and claims are a company's books; of a person only who made one is named."""

from shop.privacy.erasure.registry import UNRELATED, Unrelated

UNRELATED.register(
    Unrelated(
        name="partner-funds",
        fields=(
            "partner_funds.FundBudget.*",
            "partner_funds.Allocation.*",
            "partner_funds.AllocationEntry.*",
            "partner_funds.FundRequest.*",
            "partner_funds.Claim.*",
            "partner_funds.ClaimProof.*",
        ),
    )
)
