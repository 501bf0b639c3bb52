"""What is owed follows the money of orders, however it moves.

Outside of the common transaction of a batch: each call locks an order and its account, and two batches that
lock several would wait for each other in a circle. All of it may be done twice.
"""

from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPaid
from shop.order.models import Order
from shop.payments.events import OrderRefunded, PaymentReceived
from shop.trade_credit.early_payment import grant_discount
from shop.trade_credit.services import settle


def _settle(order_id: int) -> None:
    settle(Order.objects.get(pk=order_id))


@subscribe(PaymentReceived, in_transaction=False)
def on_payment_received(event: PaymentReceived) -> None:
    """Give the discount for paying early, where it was earned; then free the limit."""
    order = Order.objects.get(pk=event.order_id)
    grant_discount(order)
    settle(order)


@subscribe(OrderPaid, in_transaction=False)
def on_order_paid(event: OrderPaid) -> None:
    """Free the limit of what was written off."""
    _settle(event.order_id)


@subscribe(OrderRefunded, in_transaction=False)
def on_order_refunded(event: OrderRefunded) -> None:
    """Follow what was credited."""
    _settle(event.order_id)


@subscribe(OrderChanged, in_transaction=False)
def on_order_changed(event: OrderChanged) -> None:
    """Follow what was added or taken away."""
    _settle(event.order_id)


@subscribe(OrderCancelled, in_transaction=False)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Give the limit back."""
    _settle(event.order_id)
