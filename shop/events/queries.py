"""Reading the event log."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from shop.events.models import Delivery
from shop.events.registry import EVENTS, SUBSCRIBERS

COUNT_LIMIT = 1000


def due_deliveries(now: datetime, *, repeated: bool) -> QuerySet[Delivery]:
    """List what a worker may take now, longest due first: fresh deliveries or begun ones.

    A delivery of a partition waits until nothing earlier of the partition is pending; dead ones do
    not hold it up.
    """
    earlier = Delivery.objects.filter(
        ~Q(partition_key=""),
        partition_key=OuterRef("partition_key"),
        state=Delivery.State.PENDING,
        event_id__lt=OuterRef("event_id"),
    )
    tries = Q(attempts__gt=0) if repeated else Q(attempts=0)
    return (
        Delivery.objects.filter(tries, state=Delivery.State.PENDING, next_attempt_at__lte=now)
        .filter(Q(partition_key="") | ~Exists(earlier))
        .order_by("next_attempt_at", "event_id")
    )


def waiting_behind(delivery: Delivery) -> QuerySet[Delivery]:
    """List what the partition still has to deliver after this one, and has not begun."""
    if not delivery.partition_key:
        return Delivery.objects.none()
    return Delivery.objects.filter(
        partition_key=delivery.partition_key,
        state=Delivery.State.PENDING,
        attempts=0,
        event_id__gt=delivery.event_id,
    )


def listed_deliveries(
    *, state: str = "", subscriber: str = "", event_name: str = "", before: int | None = None
) -> QuerySet[Delivery]:
    """List deliveries for staff, newest first, events loaded; an empty filter does not filter.

    `before` is the id at which the page above ended: pages are cut by id and never
    counted, so that page 1000 of a long log costs as much as the first.
    """
    found = Delivery.objects.select_related("event").order_by("-pk")
    if state:
        found = found.filter(state=state)
    if subscriber:
        found = found.filter(subscriber=subscriber)
    if event_name:
        found = found.filter(event__name=event_name)
    if before is not None:
        found = found.filter(pk__lt=before)
    return found


@dataclass(frozen=True)
class Backlog:
    """How much is not done; numbers stop at COUNT_LIMIT, `oldest_at` is None when nothing is pending."""

    pending: int
    dead: int
    oldest_at: datetime | None


def backlog() -> Backlog:
    """Count what is pending and dead, up to COUNT_LIMIT each (the counts come from small indexes)."""
    pending = Delivery.objects.filter(state=Delivery.State.PENDING)
    dead = Delivery.objects.filter(state=Delivery.State.DEAD)
    oldest = pending.order_by("event_id").values_list("event__published_at", flat=True)
    return Backlog(
        pending=pending[:COUNT_LIMIT].count(),
        dead=dead[:COUNT_LIMIT].count(),
        oldest_at=oldest.first(),
    )


def known_events() -> list[str]:
    """List the names of all declared events, sorted."""
    return sorted(EVENTS)


def named_subscribers() -> list[str]:
    """List the dotted paths of all subscribers, sorted, with those that have left only dead deliveries."""
    gone = Delivery.objects.filter(state=Delivery.State.DEAD).values_list("subscriber", flat=True)
    return sorted({name for handlers in SUBSCRIBERS.values() for name in handlers} | set(gone.distinct()))
