"""What else an order has to pass before it is written for good: slices above register their guards.

A guard runs at the end of `OrderCreator.place_order`, in its transaction, when order and lines stand. It
locks and reserves what it watches over (a budget, a limit) and raises OrderRefused, in words for the buyer,
when the order may not be; everything is rolled back then.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shop.order.models import Order
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class PlacementGuard:
    """`check(order)` returns when the order may be placed, and raises OrderRefused when not."""

    name: str
    check: Callable[[Order], None]
    order: int = 50


PLACEMENT_GUARDS: Registry[PlacementGuard] = Registry(
    "guard of placing an order", sort=lambda guard: (guard.order, guard.name)
)


def pass_guards(order: Order) -> None:
    """Ask every guard, in their order. Raises OrderRefused."""
    for guard in PLACEMENT_GUARDS:
        guard.check(order)
