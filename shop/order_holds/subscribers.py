"""When orders are looked at: placed, and again once their money is there."""

from shop.events.registry import subscribe
from shop.order.events import OrderAuthorised, OrderPaid, OrderPlaced
from shop.order.models import Order
from shop.order_holds.services import hold_order
from shop.order_holds.signals import reasons_to_hold
from shop.order_statuses import UNFINISHED


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Hold the order where a signal says so; each signal once."""
    _look_at(event.order_id)


@subscribe(OrderAuthorised)
def on_order_authorised(event: OrderAuthorised) -> None:
    """Look again: cards may have been refused meanwhile."""
    _look_at(event.order_id)


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Look again: cards may have been refused meanwhile."""
    _look_at(event.order_id)


def _look_at(order_id: int) -> None:
    order = Order.objects.select_related("billing_address", "shipping_address").get(pk=order_id)
    if order.status not in UNFINISHED:
        return
    for signal, reason in reasons_to_hold(order):
        hold_order(order, reason=reason, kind=signal.kind, signal=signal.name)
