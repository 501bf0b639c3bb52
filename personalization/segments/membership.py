"""Who is in a segment: one query says who should be, two statements bring the rows there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from crm_core.automation.definitions import Condition
from crm_core.automation.sql import split
from crm_core.customers.models import Customer
from personalization.segments.events import SegmentEntered, SegmentLeft
from personalization.segments.models import Segment, SegmentCount, SegmentMembership, SegmentPick
from personalization.segments.rules import read_rule
from shop.events.services import publish_all

SqlValue = bool | int | float | Decimal | str | date | None
#: For a recompute of everybody: what is hashed of a million customers is to stay in memory.
WORK_MEMORY = "128MB"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The customers who came and who left, by their numbers."""

    entered: Sequence[int] = ()
    left: Sequence[int] = ()


def matching(rule: Condition, *, at: datetime, customers: Sequence[int] | None = None) -> QuerySet[Customer]:
    """List the current customers for whom a rule holds at a moment, of all or of these numbers."""
    parts = split(rule, at, customers=customers)
    # A field that was answerable when the rule was saved may be so no more: then nobody is known to fit.
    if parts.rest:
        return Customer.objects.none()
    found = parts.among(Customer.objects.all())
    return found if customers is None else found.filter(pk__in=customers)


def wanted_in(
    segment: Segment, *, at: datetime, customers: Sequence[int] | None = None
) -> QuerySet[Customer]:
    """List who should be in a segment: whom its rule or a colleague wants, but whom a colleague excludes."""
    picks = SegmentPick.objects.filter(segment=segment, customer=OuterRef("pk"))
    fits = Q(Exists(picks.filter(choice=SegmentPick.Choice.IN)))
    if segment.kind == Segment.Kind.LIVE:
        rule = matching(read_rule(segment.rule), at=at, customers=customers)
        fits |= Q(pk__in=rule.values("pk"))
    found = Customer.objects.filter(fits).exclude(Exists(picks.filter(choice=SegmentPick.Choice.OUT)))
    return found if customers is None else found.filter(pk__in=customers)


@transaction.atomic
def recompute(
    segment_id: int, *, now: datetime | None = None, customers: Sequence[int] | None = None
) -> Moved | None:
    """Bring the members of a segment to what holds now, of everybody or of these customers.

    The segment's row is locked, so that of two at once the second finds nothing left to do. Publishes
    `SegmentEntered` and `SegmentLeft`, unless the segment is being filled for the first time after its rule
    was written. None where it is gone, archived, or waits for its first filling and only some were asked for.
    """
    segments = Segment.objects.filter(pk=segment_id, is_active=True)
    # No key of it changes: whoever writes a pick, with customers locked, need not wait for us.
    segments = segments.select_for_update(no_key=True)  # guard: segment-members
    segment = segments.first()
    if segment is None or (customers is not None and not segment.is_filled):
        return None
    # The moment is read under the lock: of two at once the second must not write an earlier one.
    at = now or timezone.now()
    with _memory_for(customers):
        sql, values = _compiled(wanted_in(segment, at=at, customers=customers))
        entered = _enter(segment, sql, values, at)
        left = _leave(segment, sql, values, at, customers)
    if segment.is_filled:
        _publish(segment.pk, entered, left)
    _count(segment, at, is_whole=customers is None)
    return Moved(entered=entered, left=left)


@contextmanager
def _memory_for(customers: Sequence[int] | None) -> Iterator[None]:
    if customers is None and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEMORY])
    yield


def _compiled(wanted: QuerySet[Customer]) -> tuple[str, tuple[SqlValue, ...]]:
    """Return the SQL of a query for numbers; one that finds nobody by its own terms has none in Django."""
    try:
        sql, values = wanted.order_by().values("id").query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "SELECT id FROM customers_customer WHERE 1 = 0", ()
    return sql, tuple(values)


def _enter(segment: Segment, sql: str, values: Sequence[SqlValue], at: datetime) -> list[int]:
    table = connection.ops.quote_name(SegmentMembership._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(at)
    statement = (
        f"INSERT INTO {table} (segment_id, customer_id, since) "  # noqa: S608 - names and Django's own SQL
        f"SELECT %s, wanted.id, %s FROM ({sql}) AS wanted WHERE NOT EXISTS (SELECT 1 FROM {table} AS held "
        "WHERE held.segment_id = %s AND held.customer_id = wanted.id AND held.left_at IS NULL) "
        # Keys of customers are looked at in the order of rows, as others lock them.
        "ORDER BY wanted.id "
    )
    return _run(segment, statement, [segment.pk, moment, *values, segment.pk])


def _leave(
    segment: Segment, sql: str, values: Sequence[SqlValue], at: datetime, customers: Sequence[int] | None
) -> list[int]:
    table = connection.ops.quote_name(SegmentMembership._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(at)
    among, numbers = "", list(customers or ())
    if customers is not None:
        among = f"AND customer_id IN ({', '.join(['%s'] * len(numbers)) or 'NULL'}) "
    statement = (
        f"UPDATE {table} SET left_at = %s WHERE segment_id = %s AND left_at IS NULL {among}"  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM ({sql}) AS wanted WHERE wanted.id = {table}.customer_id) "
    )
    return _run(segment, statement, [moment, segment.pk, *numbers, *values])


def _run(segment: Segment, statement: str, values: Sequence[SqlValue]) -> list[int]:
    """Run it; who moved is only asked for where it is told."""
    with connection.cursor() as cursor:
        if not segment.is_filled:
            cursor.execute(statement, values)
            return []
        cursor.execute(f"{statement} RETURNING customer_id", values)
        return sorted(int(number) for (number,) in cursor.fetchall())


def _publish(segment_id: int, entered: Sequence[int], left: Sequence[int]) -> None:
    publish_all([SegmentLeft(customer_id=number, segment_id=segment_id) for number in left])
    publish_all([SegmentEntered(customer_id=number, segment_id=segment_id) for number in entered])


def _count(segment: Segment, at: datetime, *, is_whole: bool) -> None:
    segment.size = SegmentMembership.objects.filter(segment=segment, left_at=None).count()
    segment.calculated_at, segment.is_filled = at, segment.is_filled or is_whole
    segment.save(update_fields=["size", "calculated_at", "is_filled"])
    SegmentCount.objects.update_or_create(
        segment=segment, day=timezone.localdate(at), defaults={"size": segment.size}
    )
