"""What follows from an order's events in the shop itself."""

from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderDispatched, OrderPlaced
from shop.order.mail import (
    send_cancellation,
    send_confirmation,
    send_dispatch,
    send_payment_problem,
    send_refund,
)
from shop.order.models import Order
from shop.order.statuses import PENDING_PAYMENT
from shop.payments.events import OrderRefunded, PaymentFailed
from shop.payments.models import Refund


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Confirm the order by mail; called again, it sends nothing."""
    send_confirmation(
        Order.objects.select_related("user", "shipping_address__country").get(pk=event.order_id)
    )


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Tell the buyer by mail; called again, it sends nothing."""
    send_cancellation(Order.objects.select_related("user").get(pk=event.order_id))


@subscribe(OrderDispatched)
def on_order_dispatched(event: OrderDispatched) -> None:
    """Tell the buyer by mail; called again, it sends nothing."""
    send_dispatch(Order.objects.select_related("user").get(pk=event.order_id))


@subscribe(PaymentFailed)
def on_payment_failed(event: PaymentFailed) -> None:
    """Tell a buyer whose order still waits how to pay it, once for an order however often they try."""
    order = Order.objects.select_related("user").get(pk=event.order_id)
    if order.status == PENDING_PAYMENT:
        send_payment_problem(order, about="first")


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """Tell a buyer what went back; each refund once. What a lost dispute took, their bank has told them."""
    refund = Refund.objects.select_related("order__user").get(pk=event.refund_id)
    if refund.dispute_id is not None:
        return
    send_refund(refund.order, amount=refund.amount, about=str(refund.pk))
