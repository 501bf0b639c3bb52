"""What follows from an order's events in the shop itself."""

from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderDispatched, OrderPlaced
from shop.order.mail import send_cancellation, send_confirmation, send_dispatch
from shop.order.models import Order


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
