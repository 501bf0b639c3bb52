"""Cards are issued when their order is paid, frozen while it is disputed, and taken back when it ends."""

from django.db import transaction

from shop.events.registry import subscribe
from shop.gift_cards.events import GiftCardIssued
from shop.gift_cards.mail import send_code
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.queries import WITH_ACCOUNT, cards_of
from shop.gift_cards.services import issue_for_order, take_back
from shop.order.events import OrderCancelled, OrderPaid
from shop.order.models import Order
from shop.payments.events import DisputeOpened


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Issue what was bought."""
    issue_for_order(Order.objects.get(pk=event.order_id))


@subscribe(GiftCardIssued)
def on_gift_card_issued(event: GiftCardIssued) -> None:
    """Send the code of a card at once, unless it has a day of its own."""
    send_code(WITH_ACCOUNT.get(pk=event.card_id))


@subscribe(OrderCancelled)
@transaction.atomic
def on_order_cancelled(event: OrderCancelled) -> None:
    """Take back what is left on the cards of an order that ended because its money went back in parts."""
    order = Order.objects.get(pk=event.order_id)
    for card in cards_of(order):
        take_back(card, order=order)


@subscribe(DisputeOpened)
def on_dispute_opened(event: DisputeOpened) -> None:
    """Freeze the cards of an order whose money the buyer wants back; staff let them be used again."""
    cards = GiftCard.objects.filter(order_line__order=event.order_id, state=GiftCardState.ACTIVE)
    cards.update(state=GiftCardState.DISABLED)
