"""Money of an order comes or goes back: its representatives' commissions follow."""

from django.utils import timezone

from crm_core.rep_commissions.services import settle
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPaid
from shop.order.models import Order
from shop.payments.events import OrderRefunded, PaymentReceived
from shop.payments.models import Charge, Refund


@subscribe(PaymentReceived)
def on_payment_received(event: PaymentReceived) -> None:
    """Count what came."""
    charge = Charge.objects.get(pk=event.charge_id)
    settle(Order.objects.get(pk=event.order_id), at=charge.created_at)


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Count the order whole."""
    order = Order.objects.get(pk=event.order_id)
    settle(order, at=order.paid_at or timezone.now())


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """Take back what went back."""
    refund = Refund.objects.get(pk=event.refund_id)
    settle(Order.objects.get(pk=event.order_id), at=refund.done_at or timezone.now())


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """Count what the order is worth now."""
    settle(Order.objects.get(pk=event.order_id), at=timezone.now())


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Take back all of it."""
    settle(Order.objects.get(pk=event.order_id), at=timezone.now())
