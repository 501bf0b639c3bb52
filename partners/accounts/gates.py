"""What has to be so before a partner may change anything in the portal; slices above enter their own.

Reading is always open: a suspended partner sees what they earned, and why nothing more comes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.accounts.access import PartnerAccess
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why nothing can be changed now, in words for the partner, and the page where that is put right."""

    reason: str | Promise
    url: str = ""
    action: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One condition of every change in the portal; `refuse` answers None where it is met."""

    name: str
    refuse: Callable[[PartnerAccess], Refusal | None]
    order: int = 50


GATES: Registry[Gate] = Registry("gate of the partner portal", sort=lambda gate: (gate.order, gate.name))
SUSPENDED = Refusal(
    reason=_(
        "This account is suspended: you can read everything, but nothing can be changed and nothing is "
        "earned. Ask your contact here to reactivate it."
    )
)


def refusal_of(access: PartnerAccess) -> Refusal | None:
    """Return what keeps somebody from changing anything in the portal; None where they may."""
    for gate in GATES:
        if (refusal := gate.refuse(access)) is not None:
            return refusal
    return None


GATES.register(
    Gate(name="suspended", refuse=lambda access: None if access.account.is_active else SUSPENDED, order=10)
)
