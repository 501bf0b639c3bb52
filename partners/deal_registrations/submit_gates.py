"""What an account needs before it may submit deals; slices above enter their own (a certificate, say)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from partners.accounts.models import PartnerAccount
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class SubmitGate:
    """One condition; `refuse` says in words for people why an account may not submit, None where it may."""

    name: str
    refuse: Callable[[PartnerAccount], str | Promise | None]
    order: int = 50


SUBMIT_GATES: Registry[SubmitGate] = Registry(
    "gate of submitting deals", sort=lambda gate: (gate.order, gate.name)
)


def refusal_to_submit(account: PartnerAccount) -> str | Promise | None:
    """Return what keeps an account from submitting deals; None where it may."""
    for gate in SUBMIT_GATES:
        if (words := gate.refuse(account)) is not None:
            return words
    return None
