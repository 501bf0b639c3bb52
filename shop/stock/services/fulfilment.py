"""Taking promised pieces off the shelves."""

from functools import partial
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.partner.models import StockRecord
from shop.stock.exceptions import StockError
from shop.stock.models import OrderAllocation, StockLevel, StockMovement, Warehouse, order_lines
from shop.stock.queries import open_allocations, tracked_lines, tracked_records
from shop.stock.services.ledger import Person, default_warehouse, level_at, post

if TYPE_CHECKING:
    from oscar.apps.order.abstract_models import AbstractOrder


def ship_lines(
    order: "AbstractOrder",
    *,
    warehouse: Warehouse | None,
    lines: dict[int, int] | None,
    user: Person,
) -> list[StockMovement]:
    """Do what `shop.stock.services.ship` says, within its transaction."""
    _backfill_allocation(order)
    asked = None if lines is None else dict(lines)
    movements = []
    records = {r.pk: r for r in tracked_records({a.level.stockrecord_id for a in open_allocations(order)})}
    for allocation in open_allocations(order):
        if warehouse is not None and allocation.level.warehouse_id != warehouse.pk:
            continue
        number = allocation.open if asked is None else min(allocation.open, asked.get(allocation.line_id, 0))
        if number:
            record = records[allocation.level.stockrecord_id]
            movements += _ship(allocation, record, number, reference=order.number, user=user)
            if asked is not None:
                asked[allocation.line_id] -= number
    if asked is not None and any(asked.values()):
        raise StockError(_("This order does not have that many units to ship from here."))
    return movements


def _ship(
    allocation: OrderAllocation,
    record: StockRecord,
    number: int,
    *,
    reference: str,
    user: Person,
) -> list[StockMovement]:
    """Send pieces of one allocation, from its own level or from where they are."""
    line = order_lines().filter(pk=allocation.line_id, num_allocated__gte=number)  # guard: ship
    if not line.update(num_allocated=F("num_allocated") - number):
        raise StockError(_("%(sku)s is no longer allocated to this order.") % {"sku": record.partner_sku})
    try:
        record.consume_allocation(number)
    except InvalidStockAdjustment as error:
        raise StockError(
            _("There are fewer than %(number)d units of %(sku)s to ship.")
            % {"number": number, "sku": record.partner_sku}
        ) from error
    sale = partial(post, kind=StockMovement.Kind.SALE, reference=reference, user=user)
    here = min(number, allocation.level.on_hand)
    movements = []
    if here:
        movements.append(sale(allocation.level, quantity=-here, promised=here))
        OrderAllocation.objects.filter(pk=allocation.pk).update(shipped=F("shipped") + here)
    for level, part in _elsewhere(allocation, number - here):
        _hand_over(allocation, level, part)
        movements.append(sale(level, quantity=-part, promised=part))
    return movements


def _elsewhere(allocation: OrderAllocation, number: int) -> list[tuple[StockLevel, int]]:
    """Find pieces that nobody was promised on the seller's other levels. Raises StockError."""
    found: list[tuple[StockLevel, int]] = []
    if not number:
        return found
    others = StockLevel.objects.filter(stockrecord=allocation.level.stockrecord_id).exclude(
        pk=allocation.level_id
    )
    for level in others.select_related("warehouse").order_by("warehouse__priority", "pk"):
        part = min(number, level.free)
        if part:
            found.append((level, part))
            number -= part
    if number:
        raise StockError(
            _("%(warehouse)s does not have the items, and they are not available in any other warehouse.")
            % {"warehouse": allocation.level.warehouse}
        )
    return found


def _hand_over(allocation: OrderAllocation, level: StockLevel, number: int) -> None:
    """Move the promise of pieces to another level, where they go out at once."""
    StockLevel.objects.filter(pk=allocation.level_id).update(allocated=F("allocated") - number)
    StockLevel.objects.filter(pk=level.pk).update(allocated=F("allocated") + number)
    OrderAllocation.objects.filter(pk=allocation.pk).update(quantity=F("quantity") - number)
    row, _created = OrderAllocation.objects.get_or_create(
        line_id=allocation.line_id, level=level, defaults={"quantity": 0}
    )
    OrderAllocation.objects.filter(pk=row.pk).update(
        quantity=F("quantity") + number, shipped=F("shipped") + number
    )


def _backfill_allocation(order: "AbstractOrder") -> None:
    """Give a line that was promised pieces before warehouses were kept its allocation."""
    covered: dict[int, int] = {}
    for allocation in open_allocations(order):
        covered[allocation.line_id] = covered.get(allocation.line_id, 0) + allocation.open
    for line in tracked_lines(order):
        missing = line.num_allocated - covered.get(line.pk, 0)
        if missing > 0:
            level = level_at(line.stockrecord, default_warehouse(line.stockrecord.partner))
            StockLevel.objects.filter(pk=level.pk).update(allocated=F("allocated") + missing)
            row, _created = OrderAllocation.objects.get_or_create(
                line=line, level=level, defaults={"quantity": 0}
            )
            OrderAllocation.objects.filter(pk=row.pk).update(quantity=F("quantity") + missing)
