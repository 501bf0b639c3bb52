"""The worker's side: claim deliveries, call their subscribers, note how it went.

A turn has two transactions. The first claims: it counts the attempt and puts off the
next one, so that a delivery whose worker is lost comes back by itself, and one that
kills its worker each time runs out of attempts. The second holds the rows, calls each
subscriber in a savepoint and notes the outcomes: what a subscriber wrote and that it is
done become true together or not at all. Subscribers that ask another server are called
between the two, outside of any transaction.
"""

import logging
import random
import time
import traceback
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from shop.events.causes import caused_by
from shop.events.models import Delivery
from shop.events.payloads import event_from
from shop.events.queries import due_deliveries, waiting_behind
from shop.events.registry import LISTENERS, OUTSIDE_TRANSACTIONS, handler_named

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
BACK_OFF = timedelta(seconds=5)
MAX_BACK_OFF = timedelta(hours=1)
# From claim to hold; a worker that is at it longer is protected by its locks on the rows.
CLAIM = timedelta(seconds=15)
BATCH_SIZE = 200
BATCH_SECONDS = 1.0
# SQLite has one writer at a time: a short turn lets the shop in between.
BATCH_SIZE_WITHOUT_ROW_LOCKS = 20
BATCH_SECONDS_WITHOUT_ROW_LOCKS = 0.05
ERROR_LENGTH = 4000
LOST = "The worker was lost while this was delivered."


def batch_size() -> int:
    """Say how many deliveries a worker takes in one turn on this database."""
    locks = connection.features.has_select_for_update_skip_locked
    return BATCH_SIZE if locks else BATCH_SIZE_WITHOUT_ROW_LOCKS


def claim_new() -> list[Delivery]:
    """Take a batch of deliveries that nobody has begun."""
    return claim(repeated=False, limit=batch_size())


def claim_retries() -> list[Delivery]:
    """Take one delivery that failed or was lost before: alone, it can do no harm to others."""
    return claim(repeated=True, limit=1)


def claim(*, repeated: bool, limit: int) -> list[Delivery]:
    """Take up to `limit` due deliveries, events loaded; what other workers are taking is skipped."""
    now = timezone.now()
    due = due_deliveries(now, repeated=repeated)
    # Without row locks a claim locks the whole database: first look whether there is a reason to.
    if not connection.features.has_select_for_update_skip_locked and not due.exists():
        return []
    with transaction.atomic():
        found = list(due.select_related("event").select_for_update(skip_locked=True, of=("self",))[:limit])
        claimed = [delivery for delivery in found if delivery.attempts < MAX_ATTEMPTS]
        for delivery in found:
            if delivery.attempts >= MAX_ATTEMPTS:
                dead_letter(delivery, delivery.error or LOST, now=now)
        if claimed:
            Delivery.objects.filter(pk__in=[delivery.pk for delivery in claimed]).update(
                attempts=F("attempts") + 1, next_attempt_at=now + CLAIM
            )
    for delivery in claimed:
        delivery.attempts += 1
    return claimed


def deliver(claimed: Sequence[Delivery]) -> None:
    """Deliver what was claimed, together; one by one when the common transaction fails.

    It fails when the damage shows only at commit (a deferred foreign key, a lost
    connection): each delivery then gets a transaction of its own and only the guilty one
    is put off. Then come those whose subscribers ask other servers: outside of transactions.
    """
    inside = [delivery for delivery in claimed if delivery.subscriber not in OUTSIDE_TRANSACTIONS]
    inside.sort(key=_sequence_of_locks)
    try:
        if inside:
            deliver_together(inside)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        logger.warning("A batch of %d deliveries failed; trying each alone.", len(inside), exc_info=True)
        for delivery in inside:
            deliver_alone(delivery)
    deliver_outside_transaction(
        [delivery for delivery in claimed if delivery.subscriber in OUTSIDE_TRANSACTIONS]
    )


def _sequence_of_locks(delivery: Delivery) -> tuple[str, int, int]:
    """Sort by what the events are about, in the sequence in which everybody locks several rows.

    Subscribers hold the order (the basket, the customer) of their event until the batch ends. Whoever
    locks several goes by their keys; so does a batch, and neither waits for the other in a circle.
    """
    name, _colon, key = delivery.event.ordering_key.partition(":")
    return name, int(key) if key.isdecimal() else 0, delivery.event_id


def deliver_outside_transaction(claimed: Sequence[Delivery]) -> None:
    """Call each subscriber without a transaction, then note its outcome in one of its own.

    Nothing is locked meanwhile. When a call outlasts the claim, another worker calls the subscriber,
    too, and the first to end notes it. What has not been called when the turn is over is given back.
    """
    until = time.monotonic() + BATCH_SECONDS
    for position, delivery in enumerate(claimed):
        if position and time.monotonic() > until:
            with transaction.atomic():
                release_claim(lock_claimed(claimed[position:]))
            return
        error = call_subscriber(delivery, in_transaction=False)
        with transaction.atomic():
            for held in lock_claimed([delivery]):
                if error:
                    schedule_retry(held, error)
                else:
                    mark_done([held])


def deliver_alone(delivery: Delivery) -> None:
    """Deliver one in a transaction of its own and write down its failure in a second one."""
    try:
        deliver_together([delivery])
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 - any failure lands on the delivery
        with transaction.atomic():
            for held in lock_claimed([delivery]):
                schedule_retry(held, error_text(error))


@transaction.atomic
def deliver_together(claimed: Sequence[Delivery]) -> None:
    """Call the subscribers in one transaction, each in a savepoint, and note the outcomes.

    A turn is short: what has not been called when its time is over is given back, so that
    a slow subscriber holds up the others of its batch for one call at most.
    """
    locks = connection.features.has_select_for_update_skip_locked
    until = time.monotonic() + (BATCH_SECONDS if locks else BATCH_SECONDS_WITHOUT_ROW_LOCKS)
    done: list[Delivery] = []
    late: list[Delivery] = []
    for position, delivery in enumerate(lock_claimed(claimed)):
        if position and time.monotonic() > until:
            late.append(delivery)
        elif error := call_subscriber(delivery):
            schedule_retry(delivery, error)
        else:
            done.append(delivery)
    mark_done(done)
    release_claim(late)


def lock_claimed(claimed: Sequence[Delivery]) -> list[Delivery]:
    """Lock the rows for the rest of the transaction; leaves out what is not ours any more.

    Ours is what is still pending with the number of attempts that the claim left: after a
    claim has lapsed, another worker's claim or a replay has changed it.
    """
    # Waits where a claim of another worker has just looked at a row: that lock is gone in a moment.
    rows = (
        Delivery.objects.select_for_update()
        .filter(pk__in=[delivery.pk for delivery in claimed], state=Delivery.State.PENDING)
        .order_by("pk")
    )
    attempts = dict(rows.values_list("pk", "attempts"))
    return [delivery for delivery in claimed if attempts.get(delivery.pk) == delivery.attempts]


def call_subscriber(delivery: Delivery, *, in_transaction: bool = True) -> str:
    """Call the subscriber, in a savepoint by default; returns the error, empty when there was none."""
    row = delivery.event
    listener = LISTENERS.get(delivery.subscriber)
    try:
        handler = listener.handler if listener else handler_named(delivery.subscriber, event_name=row.name)
        heard = row if listener else event_from(row.name, row.payload, version=row.version)
        with caused_by(row.causes or ()), transaction.atomic() if in_transaction else nullcontext():
            handler(heard)
    except Exception as error:  # noqa: BLE001 - any failure of a subscriber lands on its delivery
        return error_text(error)
    return ""


def error_text(error: Exception) -> str:
    """Write down an error for staff, its message first and the end of its traceback after."""
    return f"{error!r}\n\n{''.join(traceback.format_exception(error))[-ERROR_LENGTH:]}"


def back_off(attempts: int) -> timedelta:
    """Say how long to wait after so many attempts: doubling from 5 s to 1 h, less up to a half by chance."""
    full = min(BACK_OFF * 2 ** (attempts - 1), MAX_BACK_OFF)
    return full * random.uniform(0.5, 1)  # noqa: S311 - spreads load, guards nothing


def mark_done(deliveries: Sequence[Delivery]) -> None:
    """Mark deliveries as done; the partition behind one that had failed before is let go at once."""
    now = timezone.now()
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        state=Delivery.State.DONE, done_at=now, error=""
    )
    for delivery in deliveries:
        if delivery.attempts > 1:
            waiting_behind(delivery).filter(next_attempt_at__gt=now).update(next_attempt_at=now)


def schedule_retry(delivery: Delivery, error: str) -> None:
    """Note a failed attempt: try again later, or never when it was the last.

    The partition behind waits as long, out of the way of the workers' search.
    """
    now = timezone.now()
    summary = error.partition("\n")[0]
    if delivery.attempts >= MAX_ATTEMPTS:
        logger.error("Delivery %s is dead after %d attempts: %s", delivery, delivery.attempts, summary)
        dead_letter(delivery, error, now=now)
        return
    logger.warning("Delivery %s failed (attempt %d): %s", delivery, delivery.attempts, summary)
    again_at = now + back_off(delivery.attempts)
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=again_at, error=error)
    waiting_behind(delivery).filter(next_attempt_at__lt=again_at).update(next_attempt_at=again_at)


def dead_letter(delivery: Delivery, error: str, *, now: datetime) -> None:
    """Give a delivery up until a person replays it; its partition goes on without it."""
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.DEAD, error=error)
    waiting_behind(delivery).filter(next_attempt_at__gt=now).update(next_attempt_at=now)


def release_claim(deliveries: Sequence[Delivery]) -> None:
    """Make deliveries that were claimed and not called due again, as if nobody had begun."""
    if deliveries:
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
            attempts=F("attempts") - 1, next_attempt_at=timezone.now()
        )
