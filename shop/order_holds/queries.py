"""Reading holds."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef

from shop.order.models import Order
from shop.order_holds.models import OrderHold


def open_holds(order: Order) -> list[OrderHold]:
    """List what holds an order back now, the oldest first."""
    return list(OrderHold.objects.filter(order=order, released_at=None).select_related("by"))


def held_among(order_ids: Collection[int]) -> set[int]:
    """Return which of these orders (by key) are held. One query."""
    return set(
        OrderHold.objects.filter(order__in=order_ids, released_at=None).values_list("order", flat=True)
    )


def is_held(order: Order) -> bool:
    """Tell whether something holds an order back."""
    return order.pk in held_among([order.pk])


def is_held_clause(path: str = "pk") -> Exists:
    """Return the condition that the order at `path` of a query is held."""
    return Exists(OrderHold.objects.filter(order=OuterRef(path), released_at=None))


def holds_of(order_ids: Iterable[int]) -> dict[int, list[OrderHold]]:
    """Return the open holds of some orders by the orders' keys. One query."""
    found: dict[int, list[OrderHold]] = {}
    for hold in OrderHold.objects.filter(order__in=list(order_ids), released_at=None):
        found.setdefault(hold.order_id, []).append(hold)
    return found
