"""Publishing and delivering."""

from dataclasses import asdict

from django.db import transaction

from shop.events.models import Delivery, Event
from shop.events.registry import SUBSCRIBERS, DomainEvent
from shop.events.tasks import deliver


def publish(event: DomainEvent) -> Event:
    """Write the event and one delivery per subscriber in the caller's transaction."""
    name = type(event).__name__
    payload = asdict(event)
    key = f"{event.ordering}:{payload[event.ordering]}" if event.ordering else ""
    with transaction.atomic():
        row = Event.objects.create(name=name, version=event.version, ordering_key=key, payload=payload)
        for subscriber in SUBSCRIBERS.get(name, {}):
            delivery = Delivery.objects.create(event=row, subscriber=subscriber, ordering_key=key)
            transaction.on_commit(lambda pk=delivery.pk: deliver.delay(pk), robust=True)  # type: ignore[misc]
    return row
