"""What waits to be done today."""

from django.db.models import QuerySet

from shop.order.models import Order


def orders_with_status(*statuses: str) -> QuerySet[Order]:
    """List the orders of these statuses, the oldest first."""
    return Order.objects.filter(status__in=statuses).order_by("date_placed", "pk")
