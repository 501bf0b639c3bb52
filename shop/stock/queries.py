"""Reading the stock."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from modeltranslation.utils import build_localized_fieldname

from shop.compiled_queries import CompiledQuery
from shop.partner.models import StockRecord
from shop.stock.models import (
    BackorderPromise,
    OrderAllocation,
    OrderRoute,
    ReservationLine,
    StockLevel,
    StockMovement,
    Warehouse,
)

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket
    from oscar.apps.order.abstract_models import AbstractOrder

RECORD_WITH_CLASS = ("product__product_class", "product__parent__product_class")
IN_LINE = ("stockrecord__partner", *(f"stockrecord__{path}" for path in RECORD_WITH_CLASS))


def tracked_records(ids: Iterable[int]) -> list[StockRecord]:
    """Return stock records by key, in order, those whose stock is counted; product and class are loaded."""
    keys = list(ids)
    if not keys:  # an empty list is no statement, but costs as much to write as one
        return []
    records = StockRecord.objects.filter(pk__in=keys).select_related(*RECORD_WITH_CLASS).order_by("pk")
    return [record for record in records if record.can_track_allocations]


def wanted_quantities(basket: "AbstractBasket") -> tuple[dict[int, int], dict[int, StockRecord]]:
    """Return how many pieces of which stock record a basket wants, as the database has it, and the records.

    Counted stock only. One query.
    """
    wanted: dict[int, int] = defaultdict(int)
    records: dict[int, StockRecord] = {}
    for record in IN_BASKETS.instances([basket.pk]):
        if record.wanted and record.can_track_allocations:
            wanted[record.pk] += record.wanted
            records.setdefault(record.pk, record)
    return dict(wanted), records


def _records_in_baskets(baskets: Sequence[int], _columns: object) -> QuerySet[StockRecord]:
    """Return the stock record of each line of these baskets, with the pieces `wanted`, in order of keys."""
    rows = StockRecord.objects.filter(basket_lines__basket__in=baskets).order_by("pk")
    return rows.select_related(*RECORD_WITH_CLASS).annotate(wanted=F("basket_lines__quantity"))


IN_BASKETS = CompiledQuery(_records_in_baskets)


def reserved_quantities(basket: "AbstractBasket") -> dict[int, int]:
    """Return how many pieces of which stock record a basket has reserved. One query."""
    if basket.pk is None:
        return {}
    rows = ReservationLine.objects.filter(reservation__basket_id=basket.pk)
    return dict(rows.values_list("stockrecord_id", "quantity"))


def tracked_lines(order: Any) -> list[Any]:
    """Return an order's lines whose stock is counted, by stock record; record and class are loaded."""
    return in_tracking_order(order.lines.filter(stockrecord__isnull=False).select_related(*IN_LINE))


def in_tracking_order(lines: Iterable[Any]) -> list[Any]:
    """Return those lines of an order whose stock is counted, by stock record."""
    counted = (line for line in lines if line.stockrecord and line.stockrecord.can_track_allocations)
    return sorted(counted, key=lambda line: (line.stockrecord_id, line.pk))


def open_allocations(order: Any) -> list[OrderAllocation]:
    """Return what of an order has still to go out, by stock record; levels and warehouses are loaded."""
    rows = OrderAllocation.objects.filter(line__order=order, shipped__lt=F("quantity"))
    return list(rows.select_related("level__warehouse").order_by("level__stockrecord_id", "pk"))


@dataclass(frozen=True, kw_only=True)
class MovementSum:
    """Part of the answer to "why so many": the pieces that one kind of movement brought (negative: took)."""

    kind: str
    label: str
    pieces: int
    times: int


def movement_sums(level: StockLevel) -> list[MovementSum]:
    """Add up a level's movements by their kind, in the order of the kinds; the sum is what lies there."""
    rows = level.movements.order_by().values("kind").annotate(pieces=Sum("quantity"), times=Count("pk"))
    found = {row["kind"]: row for row in rows}
    return [
        MovementSum(kind=kind, label=str(label), pieces=found[kind]["pieces"], times=found[kind]["times"])
        for kind, label in StockMovement.Kind.choices
        if kind in found
    ]


def explain_stock(sku: str) -> list[str]:
    """Tell in plain lines why there are so many of a product in each warehouse, and who they belong to."""
    told = []
    levels = StockLevel.objects.filter(stockrecord__partner_sku=sku)
    for level in levels.select_related("warehouse").order_by("warehouse__priority", "pk"):
        told.append(f"{sku} in {level.warehouse.code}: {level.on_hand} on hand")
        told += [f"  {r.pieces:+5d}  {r.kind} ({r.times} movements)" for r in movement_sums(level)]
        told.append(f"  of these {level.allocated} are promised to orders")
        told += [
            f"         {allocation.open} to {allocation.line.order.number}"
            for allocation in level.allocations.filter(shipped__lt=F("quantity")).select_related(
                "line__order"
            )
        ]
    return told or [f"{sku} lies in no warehouse."]


def outdated_promises(stockrecord_id: int) -> list[BackorderPromise]:
    """Return the promises of a stock record that name another day than the record does now, by order."""
    rows = BackorderPromise.objects.filter(stockrecord=stockrecord_id)
    loaded = rows.select_related("stockrecord", "line__order__user").order_by("pk")
    return [
        promise
        for promise in loaded
        # A day that has passed is promised to nobody: they were told that the day follows.
        if promise.promise_date not in {promise.stockrecord.promise_date, promise.stockrecord.promised_day}
    ]


def route_of(order: "AbstractOrder") -> OrderRoute | None:
    """Return why an order leaves from where it leaves; None for one from before warehouses were kept."""
    return OrderRoute.objects.filter(order=order.pk).first()


def warehouse_names() -> dict[str, str]:
    """Map what each warehouse is called in any language to its name in the reader's."""
    columns = [build_localized_fieldname("name", code) for code, _name in settings.LANGUAGES]
    places = Warehouse.objects.all()
    return {getattr(place, column): str(place) for place in places for column in columns}


def promises_of(order: "AbstractOrder") -> list[BackorderPromise]:
    """Return which pieces of an order were sold before they are there; lines are loaded."""
    found = BackorderPromise.objects.filter(line__order=order.pk).select_related("line").order_by("pk")
    return list(found.prefetch_related("line__attributes__option"))
