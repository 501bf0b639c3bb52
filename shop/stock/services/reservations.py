"""Pieces held while a buyer pays, given back when they do not.

Who takes several locks takes them in this order: basket, reservations, stock records by key.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from shop.compiled_queries import CompiledQuery
from shop.partner.exceptions import OutOfStock
from shop.partner.models import StockRecord
from shop.stock.models import Reservation, ReservationLine
from shop.stock.queries import tracked_records, wanted_quantities

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket

Result = TypeVar("Result")
EXPIRY_BATCH = 500
#: A look that would gain less is not worth a write.
LEAST_EXTENSION = timedelta(minutes=1)


@transaction.atomic
def reserve(
    basket: "AbstractBasket", *, until: datetime, longest: timedelta | None = None
) -> Reservation | None:
    """Hold for a basket exactly what is in it, until then; called again it follows and extends.

    It is extended by a minute at least. However often that is, a reservation ends
    `longest` after it began (None: KILN_RESERVATION_LONGEST_MINUTES). Products whose stock is not tracked are
    not held. Returns None for a basket that is ordered, merged or has nothing to hold. Raises OutOfStock when
    a piece cannot be had; what was held before stays held then.
    """
    if not _lock(basket):
        return None
    wanted, records = wanted_quantities(basket)
    if not wanted:
        release(basket)
        return None
    reservation, held = _locked(basket.pk)
    if reservation is None:  # nobody else makes one: the basket is locked
        reservation = Reservation.objects.create(basket_id=basket.pk, expires_at=until)
    if held != wanted:
        retry_after_expiry(held.keys() | wanted.keys(), lambda: _adjust(reservation, held, wanted, records))
    limit = longest or timedelta(minutes=settings.KILN_RESERVATION_LONGEST_MINUTES)
    end = min(until, reservation.created_at + limit)
    if end < reservation.expires_at or end - reservation.expires_at >= LEAST_EXTENSION:
        reservation.expires_at = end
        reservation.save(update_fields=["expires_at"])
    return reservation


@transaction.atomic
def release(basket: "AbstractBasket") -> bool:
    """Give back what a basket holds; return whether it held something."""
    reservation = Reservation.objects.select_for_update().filter(basket_id=basket.pk).first()
    if reservation is None:
        return False
    _free(reservation)
    return True


@transaction.atomic
def release_excess(basket: "AbstractBasket") -> None:
    """Give back what is held but no longer in the basket; it never takes more."""
    reservation = Reservation.objects.select_for_update().filter(basket_id=basket.pk).first()
    if reservation is None:
        return
    held = held_lines(reservation)
    wanted, records = wanted_quantities(basket)
    _adjust(reservation, held, {pk: min(number, wanted.get(pk, 0)) for pk, number in held.items()}, records)
    if not reservation.lines.exists():
        reservation.delete()


@transaction.atomic
def move(source: "AbstractBasket", target: "AbstractBasket") -> None:
    """Let `target` hold what `source` holds, as far as it wants the pieces; nobody else gets between.

    Of two reservations one is left: with the pieces of both, the longer time and the earlier beginning.
    What is more than `target` wants is given back.
    """
    found = Reservation.objects.select_for_update().filter(basket_id__in=[source.pk, target.pk])
    by_basket = {reservation.basket_id: reservation for reservation in found.order_by("pk")}
    theirs, mine = by_basket.get(source.pk), by_basket.get(target.pk)
    if theirs is None:
        return
    if mine is None:
        Reservation.objects.filter(pk=theirs.pk).update(basket_id=target.pk)
    else:
        _move_lines(theirs, mine)
    release_excess(target)


def _move_lines(theirs: Reservation, mine: Reservation) -> None:
    """Write one reservation's lines on another; the stock records' totals stay as they are."""
    held = Counter(held_lines(mine))
    held.update(held_lines(theirs))
    theirs.delete()
    for pk, quantity in held.items():
        mine.lines.update_or_create(stockrecord_id=pk, defaults={"quantity": quantity})
    mine.created_at = min(mine.created_at, theirs.created_at)
    longest = mine.created_at + timedelta(minutes=settings.KILN_RESERVATION_LONGEST_MINUTES)
    mine.expires_at = min(max(mine.expires_at, theirs.expires_at), longest)
    mine.save(update_fields=["created_at", "expires_at"])


def release_expired(*, now: datetime | None = None) -> int:
    """Give back what every expired reservation holds, each in a transaction; return how many there were."""
    now = now or timezone.now()
    expired = Reservation.objects.filter(expires_at__lte=now).order_by("expires_at", "pk")
    return sum(expire(pk, now=now) for pk in list(expired.values_list("pk", flat=True)[:EXPIRY_BATCH]))


@transaction.atomic
def expire(reservation_id: int, *, now: datetime) -> bool:
    """Give back what a reservation holds if it is over by now; return whether it was.

    One that was extended meanwhile, is being paid or is gone stays as it is.
    """
    due = Reservation.objects.select_for_update(skip_locked=True)
    reservation = due.filter(pk=reservation_id, expires_at__lte=now).first()  # guard: expiry
    if reservation is None:
        return False
    _free(reservation)
    return True


def consume_reservation(basket_id: int | None) -> dict[int, int]:
    """End a basket's reservation without giving anything back; return what it held by stock record.

    The caller, in the same transaction, turns the pieces into an allocation.
    """
    if basket_id is None:
        return {}
    reservation, held = _locked(basket_id)
    if reservation is not None:
        _delete(reservation.pk)
    return held


def _delete(reservation_id: int) -> None:
    """Delete a reservation with its lines: one statement where the database can."""
    lines = ReservationLine.objects.filter(reservation=reservation_id)
    rows = Reservation.objects.filter(pk=reservation_id)
    if connection.vendor != "postgresql":
        lines._raw_delete(DEFAULT_DB_ALIAS)
        rows._raw_delete(DEFAULT_DB_ALIAS)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH lines AS (DELETE FROM stock_reservationline WHERE reservation_id = %s)"
            " DELETE FROM stock_reservation WHERE id = %s",
            (reservation_id, reservation_id),
        )


def _locked(basket_id: int) -> tuple[Reservation | None, dict[int, int]]:
    """Lock a basket's reservation; return it with what it holds by stock record. One query.

    The caller holds the basket, so that nobody adds lines meanwhile; the sweep takes all of them or none.
    """
    rows = LOCKED.instances([basket_id])
    if not rows:
        return None, {}
    return rows[0], {row.record: row.number for row in rows if row.record is not None}


def _locked_by_basket(baskets: Sequence[int], _columns: object) -> QuerySet[Reservation]:
    """Return reservations with what they hold, locked: a row for each line, one for a reservation without."""
    found = Reservation.objects.select_for_update(of=("self",)).filter(basket__in=baskets).order_by()
    return found.annotate(record=F("lines__stockrecord_id"), number=F("lines__quantity"))


LOCKED = CompiledQuery(_locked_by_basket)


def held_lines(reservation: Reservation) -> dict[int, int]:
    """Return how many pieces of which stock record a reservation holds."""
    return dict(reservation.lines.values_list("stockrecord_id", "quantity"))


def retry_after_expiry(record_ids: Collection[int], call: Callable[[], Result]) -> Result:
    """Make a call that may find too few pieces; if so, free what is expired and make it once more.

    So a reservation that is over never stands in anybody's way, even before the sweep comes by.
    """
    # Of one record a call that finds too little has changed nothing, so there is nothing to take back.
    several = len(record_ids) > 1
    try:
        with transaction.atomic() if several else nullcontext():
            return call()
    except OutOfStock:
        if not free_expired(record_ids):
            raise
    return call()


@transaction.atomic
def free_expired(record_ids: Collection[int]) -> bool:
    """Free the expired reservations on these records, all locked first, in order; tell whether any were."""
    due = Reservation.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        expires_at__lte=timezone.now(),
        pk__in=ReservationLine.objects.filter(stockrecord__in=record_ids).values("reservation"),
    )
    expired = list(due.order_by("pk"))
    if not expired:
        return False
    touched = ReservationLine.objects.filter(reservation__in=expired).values_list("stockrecord", flat=True)
    union = {*record_ids, *touched}
    list(StockRecord.objects.select_for_update().filter(pk__in=union).order_by("pk").values_list("pk"))
    for reservation in expired:
        _free(reservation)
    return True


def _free(reservation: Reservation) -> None:
    _adjust(reservation, held_lines(reservation), {}, {})
    reservation.delete()


def _adjust(
    reservation: Reservation, held: dict[int, int], wanted: dict[int, int], records: dict[int, StockRecord]
) -> None:
    """Bring what is held to what is wanted, in order of the records' keys; missing records are read."""
    change = {pk: wanted.get(pk, 0) - held.get(pk, 0) for pk in sorted({*held, *wanted})}
    change = {pk: more for pk, more in change.items() if more}
    missing = change.keys() - records.keys()
    found = {**records, **{record.pk: record for record in tracked_records(missing)}} if missing else records
    for pk, more in change.items():
        if pk in found:
            found[pk].reserve(more)
    lines = ReservationLine.objects.filter(reservation=reservation)
    gone = [pk for pk in change if not wanted.get(pk)]
    if gone:
        lines.filter(stockrecord__in=gone).delete()
    for pk in change.keys() & held.keys() & wanted.keys():
        lines.filter(stockrecord=pk).update(quantity=wanted[pk])
    ReservationLine.objects.bulk_create(
        ReservationLine(reservation=reservation, stockrecord_id=pk, quantity=wanted[pk])
        for pk in change
        if wanted.get(pk) and pk not in held
    )


def _lock(basket: "AbstractBasket") -> bool:
    """Hold the basket's row; tell whether it can still be changed."""
    found = STATUS.rows([basket.pk]) if basket.pk else []
    return bool(found) and found[0][0] in basket.editable_statuses


def _locked_status(baskets: Sequence[int], _columns: object) -> QuerySet:
    found = Reservation._meta.get_field("basket").related_model
    return found._default_manager.select_for_update().filter(pk__in=baskets).order_by().values_list("status")


STATUS = CompiledQuery(_locked_status)
