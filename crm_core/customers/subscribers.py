"""What the customer's record hears of."""

from crm_core.customers.services import anonymise_customer, attach_order, refresh_figures
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.models import Order
from shop.privacy.events import AccountDeleted


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """The order gets its customer, and the customer's figures count it."""
    attach_order(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """A cancelled order leaves the figures."""
    refresh_figures(attach_order(Order.objects.get(pk=event.order_id)))


@subscribe(AccountDeleted)
def on_account_deleted(event: AccountDeleted) -> None:
    """The record of somebody who wanted to be forgotten loses their name."""
    anonymise_customer(user_id=event.user_id, email_confirmed=event.email_confirmed)
