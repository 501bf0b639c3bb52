"""What waits to be done today."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from shop.order.models import Order
from shop.order_statuses import SENT, TO_DISPATCH

LATE_AFTER = timedelta(days=2)


def orders_with_status(*statuses: str) -> QuerySet[Order]:
    """List the orders of these statuses, the oldest first."""
    return Order.objects.filter(status__in=statuses).order_by("date_placed", "pk")


def is_late() -> Q:
    """Name the orders that may go out and have not within two days."""
    return Q(status__in=TO_DISPATCH, date_placed__lt=timezone.now() - LATE_AFTER)


def is_shipped_unpaid() -> Q:
    """Name the orders that have gone out, on account as a rule, and whose money has not come."""
    return Q(status__in=SENT, paid_at=None)
