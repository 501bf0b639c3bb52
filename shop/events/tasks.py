"""The worker's side of the event log."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from shop.events.models import Delivery
from shop.events.registry import EVENTS, SUBSCRIBERS


@shared_task
def deliver(delivery_id: int) -> None:
    """Call the subscriber of one delivery and note how it went."""
    delivery = Delivery.objects.select_related("event").get(pk=delivery_id)
    if delivery.done_at:
        return
    event = EVENTS[delivery.event.name](**delivery.event.payload)
    handler = SUBSCRIBERS[delivery.event.name][delivery.subscriber]
    delivery.attempts += 1
    try:
        with transaction.atomic():
            handler(event)
    except Exception as error:  # noqa: BLE001 - any failure of a subscriber lands on its delivery
        delivery.error = repr(error)
    else:
        delivery.state, delivery.done_at, delivery.error = Delivery.State.DONE, timezone.now(), ""
    delivery.save()
