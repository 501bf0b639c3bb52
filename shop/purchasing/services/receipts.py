"""Goods that arrive: stock, cost and purchase order change together, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.partner.models import StockRecord
from shop.purchasing.exceptions import PurchasingError
from shop.purchasing.models import GoodsReceipt, GoodsReceiptLine, PurchaseOrder, PurchaseOrderLine
from shop.purchasing.promises import refresh_promises
from shop.purchasing.services.orders import lock_order
from shop.stock.services import receive
from shop.user.models import User

State = PurchaseOrder.State
MOST_UNITS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class ReceiptOutcome:
    """What a delivery came to: SKUs with the units that are missing still or came beyond the order.

    `is_new` is False for a form that was sent before: nothing was booked again.
    """

    receipt: GoodsReceipt
    is_new: bool
    short: dict[str, int]
    over: dict[str, int]


@transaction.atomic
def receive_goods(
    order: PurchaseOrder,
    arrived: Mapping[int, int],
    *,
    key: str,
    delivery_note: str = "",
    user: User | None = None,
) -> ReceiptOutcome:
    """Put what arrived (units by key of the line) on the shelves of the order's warehouse, once for each `key`.

    Everything under the order's lock, so that two people count one after the other. The stock gets a
    receipt's movement that names the order, the stock record the cost (average of what lay there and what
    came), the line its units; more than ordered is taken and said. When nothing is to come any more the
    order is received.
    Raises OrderMovedOnError unless it is open, PurchasingError for no units or a line of another order.
    """
    PurchaseOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    known = GoodsReceipt.objects.filter(key=key).first()  # guard: goods-receipt
    if known is not None:
        if known.order_id != order.pk:
            raise PurchasingError(_("This form belongs to another purchase order."))
        order.refresh_from_db()
        return _outcome(known, is_new=False)
    lock_order(order, *PurchaseOrder.OPEN)
    lines = {
        line.pk: line for line in order.lines.select_related("stockrecord__product", "stockrecord__partner")
    }
    units = {pk: number for pk, number in arrived.items() if number}
    if not units or any(pk not in lines or not 0 < number <= MOST_UNITS for pk, number in units.items()):
        raise PurchasingError(_("Enter how many units have arrived."))
    receipt = GoodsReceipt.objects.create(order=order, key=key, delivery_note=delivery_note, user=user)
    for line in sorted((lines[pk] for pk in units), key=lambda line: line.stockrecord_id):
        _book(order, receipt, line, units[line.pk], user=user)
    order.refresh_from_db()
    is_done = not order.lines.filter(received__lt=F("quantity")).exists()
    PurchaseOrder.objects.filter(pk=order.pk).update(
        state=State.RECEIVED if is_done else State.PARTIAL, closed_at=timezone.now() if is_done else None
    )
    order.refresh_from_db()
    refresh_promises(sorted(line.stockrecord_id for line in lines.values()))
    return _outcome(receipt, is_new=True)


def _book(
    order: PurchaseOrder, receipt: GoodsReceipt, line: PurchaseOrderLine, number: int, *, user: User | None
) -> None:
    """Move the units of one line in; the record's row is locked for its cost first."""
    record = StockRecord.objects.select_for_update(of=("self",)).get(pk=line.stockrecord_id)
    cost = average_cost(record, order=order, units=number, unit_cost=line.unit_cost)
    record.product = line.stockrecord.product
    receive(record, order.warehouse, quantity=number, reference=order.number, user=user)
    if cost is not None:
        StockRecord.objects.filter(pk=record.pk).update(cost=cost)
    PurchaseOrderLine.objects.filter(pk=line.pk).update(received=F("received") + number)
    GoodsReceiptLine.objects.create(receipt=receipt, line=line, quantity=number)


def average_cost(
    record: StockRecord, *, order: PurchaseOrder, units: int, unit_cost: Decimal
) -> Decimal | None:
    """Return the cost of a unit from now on: the average of what lies there and what came, to the cent.

    What was there without a cost takes the new one. None where the currencies differ: the cost stays.
    """
    if order.currency != record.price_currency:
        return None
    there = max(0, record.num_in_stock or 0)
    if record.cost is None or not there:
        return unit_cost
    value = record.cost * there + unit_cost * units
    return (value / (there + units)).quantize(Decimal("0.01"))


def _outcome(receipt: GoodsReceipt, *, is_new: bool) -> ReceiptOutcome:
    lines = list(receipt.order.lines.select_related("stockrecord"))
    return ReceiptOutcome(
        receipt=receipt,
        is_new=is_new,
        short={line.stockrecord.partner_sku: line.open for line in lines if line.open},
        over={line.stockrecord.partner_sku: line.over for line in lines if line.over},
    )
