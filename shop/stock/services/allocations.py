"""Pieces promised to orders: taken, freed, sent, taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.partner.models import StockRecord
from shop.stock.exceptions import StockError
from shop.stock.models import (
    BackorderPromise,
    OrderAllocation,
    OrderRoute,
    StockLevel,
    StockMovement,
    Warehouse,
    order_lines,
)
from shop.stock.queries import in_tracking_order, open_allocations, tracked_lines, tracked_records
from shop.stock.services.fulfilment import ship_lines
from shop.stock.services.ledger import announce, default_warehouse, level_at
from shop.stock.services.movements import receive_return
from shop.stock.services.reservations import consume_reservation, retry_after_expiry
from shop.stock.services.sourcing import SourcingPlan, destination_of, plan_sourcing
from shop.user.models import User

if TYPE_CHECKING:
    from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder


@transaction.atomic(savepoint=False)
def allocate(
    order: Any, *, lines: "Iterable[AbstractLine] | None" = None, pickup: Warehouse | None = None
) -> None:
    """Promise its pieces to an order that has just been written, in the transaction that writes it.

    `lines` are the order's, with stock record, product and class, if the caller has them at hand;
    `pickup` is where its buyer comes for it.
    Effects in order: what its basket held is turned into the allocation, the stock records'
    totals change (in order of their keys), the route is decided and kept with its reasons, the
    levels of the warehouses change, pieces that are not there yet get their promise, `StockLow`
    is published. Raises OutOfStock when a piece cannot be had; the transaction is rolled back then.
    """
    lines = tracked_lines(order) if lines is None else in_tracking_order(lines)
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        wanted[line.stockrecord_id] += line.quantity
    held = consume_reservation(order.basket_id)
    records = {line.stockrecord_id: line.stockrecord for line in lines}
    records |= {record.pk: record for record in tracked_records(held.keys() - records.keys())}
    retry_after_expiry(records, lambda: _promise(records, wanted, held))
    if not lines:
        return
    routes = plan_sourcing(
        {records[pk]: wanted[pk] for pk in wanted}, destination=destination_of(order, pickup=pickup)
    )
    OrderRoute.objects.create(order=order, steps=routes.steps)
    _allocate_at_places(routes, records, lines)
    _promise_dates(records, wanted, lines)


@transaction.atomic
def cancel(order: Any) -> None:
    """Free what was promised to an order and has not gone out; called again it changes nothing.

    The caller holds the order's row. Publishes `StockReplenished` for what can be had again. Raises
    StockError, and changes nothing, when a warehouse has fewer pieces promised than the order.
    """
    freed: dict[int, int] = defaultdict(int)
    for line in tracked_lines(order):
        still = order_lines().filter(
            pk=line.pk,
            num_allocated=line.num_allocated,  # guard: cancel-line
        )
        if line.num_allocated and still.update(num_allocated=0, allocation_cancelled=True):
            freed[line.stockrecord_id] += line.num_allocated
    for record in tracked_records(freed):
        record.cancel_allocation(freed[record.pk])
        announce(record, before=record.num_unsold - freed[record.pk])
    for allocation in open_allocations(order):
        if allocation.level.stockrecord_id in freed:
            _release_at_level(allocation, allocation.open)
    OrderAllocation.objects.filter(line__order=order, quantity=0).delete()
    BackorderPromise.objects.filter(line__order=order).delete()


@transaction.atomic
def release_quantities(order: "AbstractOrder", pieces: Mapping[int, int]) -> None:
    """Free so many of the promised pieces of lines (by key) that are not to be sent; fewer are freed whole.

    The caller holds the order's row. Publishes `StockReplenished` for what can be had again.
    """
    for line in tracked_lines(order):
        number = min(pieces.get(line.pk, 0), line.num_allocated)
        promised = order_lines().filter(pk=line.pk, num_allocated__gte=number)
        if not number or not promised.update(num_allocated=F("num_allocated") - number):
            continue
        record = line.stockrecord
        record.cancel_allocation(number)
        announce(record, before=record.num_unsold - number)
        left = number
        for allocation in reversed([a for a in open_allocations(order) if a.line_id == line.pk]):
            part = min(left, allocation.open)
            if part:
                _release_at_level(allocation, part)
                left -= part
        OrderAllocation.objects.filter(line=line, quantity=0).delete()
        _shorten_promise(line, line.num_allocated - number)


@transaction.atomic
def reallocate(order: Any, pieces: Mapping[int, int]) -> None:
    """Promise pieces of lines (by key) that had been freed, from where the line's others leave.

    The caller holds the order's row. Raises OutOfStock, and changes nothing, when they are sold meanwhile.
    """
    for line in tracked_lines(order):
        number = pieces.get(line.pk, 0)
        if not number:
            continue
        record = line.stockrecord
        record.allocate(number)
        announce(record, before=record.num_unsold + number)
        order_lines().filter(pk=line.pk).update(num_allocated=F("num_allocated") + number)
        known = OrderAllocation.objects.filter(line=line).select_related("level").first()
        level = known.level if known else level_at(record, default_warehouse(record.partner))
        StockLevel.objects.filter(pk=level.pk).update(allocated=F("allocated") + number)
        row, _created = OrderAllocation.objects.get_or_create(
            line=line, level=level, defaults={"quantity": 0}
        )
        OrderAllocation.objects.filter(pk=row.pk).update(quantity=F("quantity") + number)


@transaction.atomic
def allocate_more(order: Any, pieces: Mapping[int, int]) -> None:
    """Promise so many pieces more of lines (by key) that were added to an order, or have grown.

    The caller holds the order's row. Where they leave from is decided as for a new order. Pieces that are
    not there yet get their promise, `StockLow` is published. Raises OutOfStock, and changes nothing, when a
    piece cannot be had.
    """
    lines = [line for line in tracked_lines(order) if pieces.get(line.pk)]
    if not lines:
        return
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        wanted[line.stockrecord_id] += pieces[line.pk]
    records = {line.stockrecord_id: line.stockrecord for line in lines}
    retry_after_expiry(records, lambda: _promise(records, wanted, {}))
    for line in lines:
        number = F("num_allocated") + pieces[line.pk]
        order_lines().filter(pk=line.pk).update(num_allocated=number, allocation_cancelled=False)
    routes = plan_sourcing({records[pk]: wanted[pk] for pk in wanted}, destination=destination_of(order))
    _allocate_more_at_places(routes, records, lines, dict(pieces))
    _promise_dates(records, wanted, lines)


def _allocate_more_at_places(
    routes: SourcingPlan, records: dict[int, StockRecord], lines: list[Any], left: dict[int, int]
) -> None:
    for (record_id, warehouse_id), placed in routes.placed.items():
        level = routes.levels.get((record_id, warehouse_id))
        level = level or level_at(records[record_id], Warehouse(pk=warehouse_id))
        StockLevel.objects.filter(pk=level.pk).update(allocated=F("allocated") + placed)
        number = placed
        for line in lines:
            taken = min(number, left[line.pk]) if line.stockrecord_id == record_id else 0
            if taken:
                row, _created = OrderAllocation.objects.get_or_create(
                    line=line, level=level, defaults={"quantity": 0}
                )
                OrderAllocation.objects.filter(pk=row.pk).update(quantity=F("quantity") + taken)
                left[line.pk] -= taken
                number -= taken


def _release_at_level(allocation: OrderAllocation, number: int) -> None:
    """Free pieces of an allocation on its level; both as they were read, or neither. Raises StockError."""
    level = StockLevel.objects.filter(
        pk=allocation.level_id,
        allocated__gte=number,  # guard: cancel-level
    )
    same = OrderAllocation.objects.filter(
        pk=allocation.pk, quantity=allocation.quantity, shipped=allocation.shipped
    )
    freed = level.update(allocated=F("allocated") - number)
    if not freed or not same.update(quantity=F("quantity") - number):
        raise StockError(
            _("%(warehouse)s has fewer units allocated than this order has there.")
            % {"warehouse": allocation.level.warehouse}
        )


def _shorten_promise(line: Any, left: int) -> None:
    """Let no more pieces of a line wait for a delivery than are still to be sent."""
    promise = BackorderPromise.objects.filter(line=line)
    if left <= 0:
        promise.delete()
    else:
        promise.filter(quantity__gt=left).update(quantity=left)


@transaction.atomic
def ship(
    order: "AbstractOrder",
    *,
    warehouse: Warehouse | None = None,
    lines: dict[int, int] | None = None,
    user: User | None = None,
) -> list[StockMovement]:
    """Take an order's pieces off the shelves, because they go out; return the movements.

    All that has not gone out yet; with `warehouse` only what leaves from there, with `lines`
    only so many pieces of these lines (by their keys). A piece whose warehouse does not have it
    leaves from another of the seller's that has it free. The caller holds the order's row.
    Raises StockError, and changes nothing, when pieces are not there.
    """
    movements = ship_lines(order, warehouse=warehouse, lines=lines, user=user)
    shipped = order_lines().filter(order=order, num_allocated=0).values("pk")
    BackorderPromise.objects.filter(line__in=shipped).delete()
    return movements


@transaction.atomic
def restock_return(
    line: Any, *, quantity: int, warehouse: Warehouse, reason: str = "", user: User | None = None
) -> StockMovement:
    """Put pieces of an order's line that came back on a shelf.

    Raises StockError, and changes nothing, for more pieces than have gone out and not come back.
    """
    order_lines().select_for_update().get(pk=line.pk)
    record = line.stockrecord
    if record is None or not record.can_track_allocations:
        raise StockError(_("The stock of this product is not tracked."))
    gone = sum(line.allocations.values_list("shipped", flat=True))
    number = line.order.number
    reference = f"{number}/{line.pk}"
    back = StockMovement.objects.filter(kind=StockMovement.Kind.RETURN, reference=reference)
    if not 0 < quantity <= gone - sum(back.values_list("quantity", flat=True)):
        raise StockError(_("That many units of this line have not been shipped."))
    return receive_return(record, warehouse, quantity=quantity, reference=reference, reason=reason, user=user)


def _promise(records: dict[int, StockRecord], wanted: dict[int, int], held: dict[int, int]) -> None:
    """Change the totals; a record that was held and is not wanted gets its pieces back."""
    for pk, record in sorted(records.items()):
        number, mine = wanted.get(pk, 0), held.get(pk, 0)
        if number:
            record.allocate(number, held=mine)
            announce(record, before=record.num_unsold + number)
        else:
            record.reserve(-mine)


def _allocate_at_places(routes: SourcingPlan, records: dict[int, StockRecord], lines: list[Any]) -> None:
    """Promise the pieces on the levels and share them out among the order's lines."""
    left = {line.pk: line.quantity for line in lines}
    rows = []
    for (record_id, warehouse_id), placed in routes.placed.items():
        level = routes.levels.get((record_id, warehouse_id))
        level = level or level_at(records[record_id], Warehouse(pk=warehouse_id))
        StockLevel.objects.filter(pk=level.pk).update(allocated=F("allocated") + placed)
        number = placed
        for line in lines:
            taken = min(number, left[line.pk]) if line.stockrecord_id == record_id else 0
            if taken:
                rows.append(OrderAllocation(line=line, level=level, quantity=taken))
                left[line.pk] -= taken
                number -= taken
    OrderAllocation.objects.bulk_create(rows)


def _promise_dates(records: dict[int, StockRecord], wanted: dict[int, int], lines: list[Any]) -> None:
    """Note which pieces are sold before they are there, and for when they are promised."""
    for pk, number in wanted.items():
        short = min(number, -records[pk].net_stock_level)
        for line in reversed(lines):
            if line.stockrecord_id == pk and short > 0:
                waiting = min(short, line.quantity)
                BackorderPromise.objects.update_or_create(
                    line=line,
                    defaults={
                        "stockrecord": records[pk],
                        "quantity": waiting,
                        "promise_date": records[pk].promised_day,
                    },
                )
                short -= waiting
