"""Orders earn, cancellations take back."""

from django.utils import timezone

from crm_core.rep_commissions.services import settle
from partners.commissions.services import (
    accrue_commission,
    rebase_commission,
    reverse_commission,
    reverse_refunded_share,
    set_payable_date,
)
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPaid, OrderPlaced
from shop.order.models import Order
from shop.payments.events import OrderRefunded
from shop.payments.models import Refund
from shop.payments.queries import balance_of


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """The partner who sent the buyer earns; representatives who were credited already, less by it."""
    order = Order.objects.get(pk=event.order_id)
    if accrue_commission(order) is not None and order.paid_at:
        settle(order, at=order.paid_at)


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """From here the return period counts."""
    set_payable_date(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """What the order earned goes back."""
    reverse_commission(Order.objects.get(pk=event.order_id), now=timezone.now())


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """A part that went back takes its share of the commission with it; all of it takes all."""
    refund = Refund.objects.select_related("order").get(pk=event.refund_id)
    if balance_of(refund.order).kept <= 0:
        reverse_commission(refund.order, now=timezone.now())
    else:
        reverse_refunded_share(refund, now=timezone.now())


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """The partner earns by what the order is worth now; representatives less by as much."""
    order = Order.objects.get(pk=event.order_id)
    if rebase_commission(order, now=timezone.now()) and order.paid_at:
        settle(order, at=timezone.now())
