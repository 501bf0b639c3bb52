"""What shipments have done in the background."""

import logging

from celery import shared_task
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from shop.fulfilment.models import Shipment
from shop.fulfilment.services import ask_carriers, deliver_due, finish_mailed, plan_shipments
from shop.order.models import Line, Order
from shop.order_statuses import TO_DISPATCH

logger = logging.getLogger(__name__)
BATCH = 500


@shared_task
def look_after_shipments() -> None:
    """Plan the orders that may be packed and have no shipment; note deliveries that are due."""
    planned = Shipment.objects.filter(order=OuterRef("pk"))
    wanted = Line.objects.filter(
        _travels(), order=OuterRef("pk"), quantity__gt=F("num_cancelled") + F("num_dispatched")
    )
    orders = Order.objects.filter(~Exists(planned), Exists(wanted), status__in=TO_DISPATCH)
    for order in orders.order_by("date_placed", "pk")[:BATCH]:
        try:
            plan_shipments(order)
            finish_mailed(order)
        except Exception:
            # One order's trouble keeps no other from its shipments, nor deliveries from being noted.
            logger.exception("Order %s cannot be planned", order.number)
    deliver_due(now=timezone.now())


@shared_task
def ask_for_arrivals() -> None:
    """Ask the carriers whose plug-ins tell of it which parcels have arrived."""
    ask_carriers()


def _travels() -> Q:
    """Return `Line.needs_shipping` as a condition of lines."""
    found = Q(product=None)
    for path in ("product__product_class", "product__parent__product_class"):
        found |= Q(**{f"{path}__requires_shipping": True}) | Q(**{f"{path}__track_stock": True})
    return found
