"""Orders earn, cancellations take back."""

from django.utils import timezone

from partners.commissions.services import accrue_commission, date_commission, reverse_commission
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderPaid, OrderPlaced
from shop.order.models import Order
from shop.payments.events import OrderRefunded
from shop.payments.queries import balance_of


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """The partner who sent the buyer earns."""
    accrue_commission(Order.objects.get(pk=event.order_id))


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """From here the return period counts."""
    date_commission(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """What the order earned goes back."""
    reverse_commission(Order.objects.get(pk=event.order_id), now=timezone.now())


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """An order whose money has all gone back earns nothing; a part that went back changes nothing."""
    order = Order.objects.get(pk=event.order_id)
    if balance_of(order).kept <= 0:
        reverse_commission(order, now=timezone.now())
