"""What scores hear of beside the count of orders."""

from crm_core.customers.services import attach_order
from shop.events.registry import subscribe
from shop.order.events import OrderChanged
from shop.order.models import Order
from shop.payments.events import OrderRefunded


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """Pieces whose money went back leave the margin; the count asks for the scores (see `receivers`)."""
    attach_order(Order.objects.get(pk=event.order_id))


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """What the order is worth now counts in sum and margin."""
    attach_order(Order.objects.get(pk=event.order_id))
