"""Orders become purchases; ended accounts are forgotten."""

from django.utils import timezone

from personalization.interactions.services import erase_account_behaviour, record_purchases, reverse_purchases
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPlaced
from shop.order.models import Order
from shop.privacy.events import AccountDeleted
from shop.user.models import User


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Remember what was bought."""
    record_purchases(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Let it count no more."""
    reverse_purchases(Order.objects.get(pk=event.order_id), now=timezone.now())


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """Remember what was bought in the end."""
    record_purchases(Order.objects.get(pk=event.order_id))


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """Forget what they did."""
    erase_account_behaviour(User.objects.get(pk=event.user_id), now=timezone.now())
