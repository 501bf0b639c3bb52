"""What waits to be done today."""

from dataclasses import dataclass

from django.db.models import QuerySet

from shop.events.models import Delivery
from shop.order.models import Order


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many wait, and since when the first of them does (None when nobody does)."""

    number: int
    oldest: Order | None


def orders_in(*statuses: str) -> QuerySet[Order]:
    """List the orders of these statuses, the oldest first."""
    return Order.objects.filter(status__in=statuses).order_by("date_placed", "pk")


def waiting_orders(*statuses: str) -> Waiting:
    """Count the orders of these statuses and name the one that waits longest."""
    orders = orders_in(*statuses)
    return Waiting(number=orders.count(), oldest=orders.first())


def dead_deliveries() -> int:
    """Count the deliveries of the event log that a person has to look at."""
    return Delivery.objects.filter(state=Delivery.State.DEAD).count()
