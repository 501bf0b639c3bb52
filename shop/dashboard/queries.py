"""What waits to be done today, and what somebody looks for in a long list."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from shop.order.models import Order

FEW = 400
Row = TypeVar("Row", bound=Model)


def orders_in(*statuses: str) -> QuerySet[Order]:
    """List the orders of these statuses, the oldest first."""
    return Order.objects.filter(status__in=statuses).order_by("date_placed", "pk")


def looked_for(wanted: Q, *, among: QuerySet[Row]) -> QuerySet[Row]:
    """Leave the rows that fit a condition no index answers; one query more, but all rows are read once.

    Few hits are found by reading the table once from front to back, and are named: the list would
    look for them row by row in its own order. Of many, the list finds a page soon.
    """
    keys = list(among.filter(wanted).order_by().values_list("pk", flat=True)[: FEW + 1])
    return among.filter(wanted) if len(keys) > FEW else among.filter(pk__in=keys)
