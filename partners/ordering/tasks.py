"""What the clock does about scheduled deliveries."""

import logging

from celery import shared_task
from django.db import DatabaseError

from partners.ordering.models import CallOff
from partners.ordering.services import due, hold_stock, release
from shop.time_zones import shop_day

logger = logging.getLogger(__name__)


@shared_task
def release_due_deliveries() -> None:
    """Order what is due, and hold stock for what comes near; one that fails holds up no other."""
    today = shop_day()
    for call_off in due(today=today):
        try:
            release(call_off)
        except (DatabaseError, OSError):
            logger.exception("Delivery %s could not be ordered.", call_off.pk)
    waiting = CallOff.objects.filter(state=CallOff.State.PLANNED, is_reserved=False)
    for call_off in waiting.select_related("scheduled__created_by").order_by("release_on", "pk"):
        hold_stock(call_off, today=today)
