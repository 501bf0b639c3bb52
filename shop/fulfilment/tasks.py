"""What shipments have done in the background."""

from celery import shared_task
from django.utils import timezone

from shop.fulfilment.models import Shipment
from shop.fulfilment.services import deliver_due, finish_mailed, plan_shipments
from shop.order.models import Order
from shop.order_statuses import TO_DISPATCH

BATCH = 500


@shared_task
def look_after_shipments() -> None:
    """Plan the orders that may be packed and have no shipment; note deliveries that are due."""
    planned = Shipment.objects.values("order")
    orders = Order.objects.filter(status__in=TO_DISPATCH).exclude(pk__in=planned)
    for order in orders.order_by("date_placed", "pk")[:BATCH]:
        plan_shipments(order)
        finish_mailed(order)
    deliver_due(now=timezone.now())
