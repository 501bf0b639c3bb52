"""What others get of an order before its representatives do, as packages above register it.

    DEDUCTIONS.register(Deduction(name="partner", of=partner_share))

Whoever registers one calls `services.settle` when it comes or changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from shop.order.models import Order
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Deduction:
    """How much of an order, in its currency, goes to somebody else while all of its money is here."""

    name: str
    of: Callable[[Order], Decimal]


DEDUCTIONS: Registry[Deduction] = Registry("deduction from the basis of commissions")


def deducted(order: Order) -> Decimal:
    """Add up what others get of an order."""
    return sum((entry.of(order) for entry in DEDUCTIONS), Decimal("0.00"))
