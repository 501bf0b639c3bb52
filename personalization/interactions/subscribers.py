"""Orders become purchases."""

from django.utils import timezone

from personalization.interactions.services import record_purchases, reverse_purchases
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.models import Order


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Remember what was bought."""
    record_purchases(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Let it count no more."""
    reverse_purchases(Order.objects.get(pk=event.order_id), now=timezone.now())
