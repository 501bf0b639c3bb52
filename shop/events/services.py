"""Writing to the event log: publishing, and asking for another delivery."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from shop.events.causes import current_causes
from shop.events.models import Delivery, Event
from shop.events.payloads import ordering_key_of, payload_of
from shop.events.registry import DomainEvent, audience_of, partition_key_of, slice_of
from shop.events.wakeups import wake_worker
from shop.transactions import after_commit

BATCH = 1000


def publish(event: DomainEvent) -> Event:
    """Write the event and one delivery per subscriber in the caller's transaction.

    Rolled back with it, too. On commit a worker is told; without a broker the sweep does
    it seconds later. Raises TypeError for an event that is not declared or a field that is
    not plain JSON, before anything is written.
    """
    return publish_all([event])[0]


def publish_all(
    events: Iterable[DomainEvent], *, at: Sequence[datetime] | None = None, is_heard: bool = False
) -> list[Event]:
    """Publish many events in this order, a thousand a query; rules and errors as for `publish`.

    Facts of the past, such as imported orders, are published `at` the moments when they happened, one for
    each event. With `is_heard` nobody is told: every delivery is written as done, since the caller has
    done itself what should follow, and what should not (mails) is not sent by a replay either.
    """
    now = timezone.now()
    told = list(events)
    causes = list(current_causes()) or None
    rows = [
        Event(
            name=type(event).__name__,
            version=event.version,
            ordering_key=ordering_key_of(event),
            payload=payload_of(event),
            published_at=moment,
            causes=causes,
        )
        for event, moment in zip(told, at or [now] * len(told), strict=True)
    ]
    audiences = {name: audience_of(name) for name in {row.name for row in rows}}
    state = {"state": Delivery.State.DONE, "done_at": now} if is_heard else {}
    with transaction.atomic(savepoint=False):
        write_events(rows)
        deliveries = [
            Delivery(
                event=row,
                subscriber=name,
                partition_key=partition_key_of(name, row.ordering_key),
                next_attempt_at=now,
                **state,
            )
            for row in rows
            for name in audiences[row.name]
        ]
        Delivery.objects.bulk_create(deliveries, batch_size=BATCH)
        if deliveries and not is_heard:
            wake_worker_on_commit()
    return rows


def write_events(rows: list[Event]) -> None:
    """Insert the rows; a single one the plain way, which costs half of a bulk insert of one."""
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        Event.objects.bulk_create(rows, batch_size=BATCH)


def replay(deliveries: QuerySet[Delivery]) -> int:
    """Deliver done or dead ones again, from the first attempt on; tells how many.

    Pending ones are left alone: they are on their way. Within a partition the order of
    publication holds among the replayed; what came later and is done stays done. A partition is the one that
    the subscriber has today: since its delivery it may have moved to another.
    """
    with transaction.atomic():
        _renew_partition_keys(deliveries.exclude(state=Delivery.State.PENDING))
        count = deliveries.exclude(state=Delivery.State.PENDING).update(
            state=Delivery.State.PENDING, attempts=0, next_attempt_at=timezone.now(), done_at=None, error=""
        )
        if count:
            wake_worker_on_commit()
    return count


def _renew_partition_keys(deliveries: QuerySet[Delivery]) -> None:
    ordered = deliveries.exclude(partition_key="")
    for subscriber in list(ordered.order_by().values_list("subscriber", flat=True).distinct()):
        event = Event.objects.filter(pk=OuterRef("event"))
        partition_key = Concat(Value(f"{slice_of(subscriber)} "), "ordering_key")
        ordered.filter(subscriber=subscriber).update(
            partition_key=Subquery(event.values(found=partition_key))
        )


def deliver_missing(events: QuerySet[Event], *, subscriber: str, now: datetime | None = None) -> int:
    """Have past events delivered to a subscriber that never heard of them; tells how many.

    This is how a new subscriber catches up. Safe to repeat: the database keeps one
    delivery per event and subscriber. One transaction per thousand events.
    """
    now = now or timezone.now()
    missing = events.exclude(deliveries__subscriber=subscriber).order_by("pk")
    count, last = 0, 0
    while rows := list(missing.filter(pk__gt=last).only("pk", "ordering_key")[:BATCH]):
        with transaction.atomic():
            Delivery.objects.bulk_create(
                [
                    Delivery(
                        event=row,
                        subscriber=subscriber,
                        partition_key=partition_key_of(subscriber, row.ordering_key),
                        next_attempt_at=now,
                    )
                    for row in rows
                ],
                ignore_conflicts=True,
            )
            wake_worker_on_commit()
        count, last = count + len(rows), rows[-1].pk
    return count


def wake_worker_on_commit() -> None:
    """Nudge a worker once the transaction is in the database."""
    after_commit(wake_worker)
