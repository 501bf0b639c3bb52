"""What happens to an order after it was placed. Each change locks the order's row."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.order.events import OrderCancelled, OrderPaid
from shop.order.models import Order

PAID, DISPATCHED, CANCELLED = "Paid", "Dispatched", "Cancelled"


@transaction.atomic
def cancel_order(order: Order, *, by: Any = None) -> Order:
    """Cancel an order that has not gone out; a cancelled one is returned as it is.

    Effects in order: order and lines become Cancelled, the pieces still allocated are
    free again, a note names the user `by`, `OrderCancelled` is published. Money already
    received is not sent back here. Raises InvalidOrderStatus, and changes nothing, when
    the order has been dispatched.
    """
    locked = _lock(order)
    if locked.status == CANCELLED:
        return _refresh(order, locked)
    locked.set_status(CANCELLED)
    for line in _lines_in_stock_order(locked):
        line.cancel_allocation(line.num_allocated)
    _note(locked, _("Order cancelled; its pieces are free again."), by=by)
    publish(OrderCancelled(order_id=locked.pk))
    return _refresh(order, locked)


@transaction.atomic
def mark_order_paid(order: Order, *, by: Any = None) -> Order:
    """Note that the whole amount has arrived; an order noted as paid is returned as it is.

    Effects in order: order and lines become Paid, the payment sources are debited with
    what was expected (gross, order's currency), a note names the user `by`, `OrderPaid` is
    published. Raises InvalidOrderStatus, and changes nothing, for a cancelled order.
    """
    locked = _lock(order)
    if locked.status == PAID or locked.sources.filter(amount_debited__gt=0).exists():
        return _refresh(order, locked)
    locked.set_status(PAID)
    for source in locked.sources.all():
        source.debit(source.amount_allocated, reference=locked.number)
    _note(locked, _("The money has arrived."), by=by)
    publish(OrderPaid(order_id=locked.pk))
    return _refresh(order, locked)


@transaction.atomic
def dispatch_order(order: Order, *, by: Any = None) -> Order:
    """Note that the order has gone out; one that has is returned as it is.

    Order and lines become Dispatched and their pieces leave the shelf. Raises
    InvalidOrderStatus when the order may not go out, InvalidStockAdjustment when the shelf
    does not have the pieces any more; nothing is changed then.
    """
    locked = _lock(order)
    if locked.status == DISPATCHED:
        return _refresh(order, locked)
    locked.set_status(DISPATCHED)
    for line in _lines_in_stock_order(locked):
        line.consume_allocation(line.num_allocated)
    _note(locked, _("The parcel has gone out."), by=by)
    return _refresh(order, locked)


def _lock(order: Order) -> Order:
    return Order.objects.select_for_update().get(pk=order.pk)


def _lines_in_stock_order(order: Order) -> Any:
    """Lines with pieces still promised; sorted, so that two orders lock the shelf in one order."""
    lines = order.lines.filter(stockrecord__isnull=False, num_allocated__gt=0)
    return lines.select_related("stockrecord__product__product_class").order_by("stockrecord_id", "pk")


def _note(order: Order, message: str, *, by: Any) -> None:
    order.notes.create(user=by, message=message, note_type="System")


def _refresh(order: Order, locked: Order) -> Order:
    """Let the caller's object tell the truth, too."""
    order.status = locked.status
    return order
