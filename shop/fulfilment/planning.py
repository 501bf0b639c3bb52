"""Which pieces leave from where: shipments planned from the stock's allocations."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.fulfilment.addressing import by_destination
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import OPEN_STATES, Shipment, ShipmentLine, ShipmentState
from shop.order.models import WITH_CLASS, Line, Order
from shop.order.services import lock_order
from shop.order_statuses import TO_DISPATCH
from shop.stock.models import Warehouse
from shop.stock.queries import open_allocations
from shop.stock.services import default_warehouse

#: A piece by its line's key, its warehouse's, and its destination's (0 where the order has one address).
Place = tuple[int, int, int]
#: What somebody has in hand already keeps its pieces first.
FIRST = (ShipmentState.PACKED, ShipmentState.PICKED, ShipmentState.PICKING, ShipmentState.WAITING)
#: Nobody counted pieces of these into a box yet, so their quantities follow the order.
SOFT = (ShipmentState.PICKING, ShipmentState.WAITING)


@transaction.atomic
def plan_shipments(order: Order) -> list[Shipment]:
    """Bring the open shipments of an order to what is left to be sent; called again it changes nothing.

    One shipment for each warehouse from which the stock's allocations leave, and for each address of an order
    with several; pieces whose stock is not
    counted go with the others, what needs no parcel (a gift card) with none. Pieces called off leave
    shipments that wait or are being picked; those in a picked or packed one stay there and are refused when
    it is shipped. An order that may not be packed (any more) keeps no open shipment, but those somebody has
    picked. Returns the open ones.
    """
    locked = lock_order(order)
    need = _needed(locked) if locked.status in TO_DISPATCH else {}
    shipments = sorted(
        Shipment.objects.filter(order=locked, state__in=OPEN_STATES).prefetch_related("lines"),
        key=lambda each: (FIRST.index(ShipmentState(each.state)), each.pk),
    )
    for shipment in shipments:
        _fit(shipment, need)
    _add(locked, shipments, need)
    rows = Shipment.objects.filter(order=locked, state__in=OPEN_STATES)
    return list(rows.select_related("warehouse").order_by("pk"))


def _needed(order: Order) -> dict[Place, int]:
    """Tell how many pieces of which line are to leave from which warehouse."""
    need: dict[tuple[int, int], int] = defaultdict(int)
    lines = [
        line
        for line in order.lines.select_related("partner", "stockrecord__partner", *WITH_CLASS)
        if line.needs_shipping
    ]
    left = {line.pk: line.num_left for line in lines}
    for allocation in open_allocations(order):
        number = min(allocation.open, left.get(allocation.line_id, 0))
        if number:
            need[allocation.line_id, allocation.level.warehouse_id] += number
            left[allocation.line_id] -= number
    for line in (line for line in lines if left[line.pk] > 0):
        need[line.pk, _place_of(line, need)] += left[line.pk]
    return by_destination(order, {place: number for place, number in need.items() if number})


def _place_of(line: Line, need: dict[tuple[int, int], int]) -> int:
    """Return from where a piece goes that lies nowhere: with most of the others, else its seller's first."""
    totals: dict[int, int] = defaultdict(int)
    for (_line, warehouse), number in need.items():
        totals[warehouse] += number
    if totals:
        return min(totals, key=lambda pk: (-totals[pk], pk))
    seller = line.stockrecord.partner if line.stockrecord else line.partner
    if seller is None:
        # Its supplier was deleted since; somebody has to see the order all the same.
        first = Warehouse.objects.order_by("-is_active", "priority", "code").first()
        if first is None:
            raise ShipmentRefusedError(_("There is no warehouse from which the order could be shipped."))
        return first.pk
    return default_warehouse(seller).pk


def _fit(shipment: Shipment, need: dict[Place, int]) -> None:
    """Take from the need what a shipment has; one that may still change gives up what is not needed."""
    is_soft = shipment.state in SOFT
    kept = 0
    for row in shipment.lines.all():
        place = (row.line_id, shipment.warehouse_id, shipment.destination_id or 0)
        wanted = min(row.quantity, need.get(place, 0))
        need[place] = need.get(place, 0) - wanted
        kept += wanted if is_soft else row.quantity
        if is_soft and wanted < row.quantity:
            _shrink(row, wanted)
    if not kept:
        Shipment.objects.filter(pk=shipment.pk).update(state=ShipmentState.CANCELLED)
        shipment.state = ShipmentState.CANCELLED


def _shrink(row: ShipmentLine, quantity: int) -> None:
    if not quantity:
        row.delete()
        return
    row.quantity, row.picked = quantity, min(row.picked, quantity)
    row.save(update_fields=["quantity", "picked"])


def _add(order: Order, shipments: list[Shipment], need: dict[Place, int]) -> None:
    """Put what no shipment has into the one that waits at its warehouse, made where there is none."""
    waiting = {
        (each.warehouse_id, each.destination_id or 0): each
        for each in shipments
        if each.state == ShipmentState.WAITING
    }
    numbers = _numbers(order)
    for (line_id, warehouse_id, destination_id), number in sorted(need.items()):
        if not number:
            continue
        place = (warehouse_id, destination_id)
        if place not in waiting:
            waiting[place] = Shipment.objects.create(
                order=order,
                warehouse_id=warehouse_id,
                destination_id=destination_id or None,
                number=next(numbers),
            )
        row, is_new = ShipmentLine.objects.get_or_create(
            shipment=waiting[place], line_id=line_id, defaults={"quantity": number}
        )
        if not is_new:
            ShipmentLine.objects.filter(pk=row.pk).update(quantity=F("quantity") + number)


def _numbers(order: Order) -> Iterator[str]:
    """Count on from the shipments that the locked order has had."""
    count = Shipment.objects.filter(order=order).count()
    while True:
        count += 1
        yield f"{order.number}-{count}"


def next_number(order: Order) -> str:
    """Return the number of the next shipment of a locked order."""
    return next(_numbers(order))
