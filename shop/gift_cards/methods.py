"""Paying with gift cards, and what a refund does: bought cards are taken back, spent ones filled again."""

from decimal import Decimal

from django.utils.translation import gettext as _, gettext_lazy

from shop.gift_cards.exceptions import GiftCardError
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.queries import cards_of, cards_of_line, is_gift_card
from shop.gift_cards.services import last_taken, put_back, reopen, take_back
from shop.order.models import Line, Order
from shop.payments.methods import STORED_VALUES, StoredValue, StoredValueMethod
from shop.payments.refund_effects import REFUND_EFFECTS, RefundEffect
from shop.store_credit.methods import RETURNED, LedgerGateway, ReturnListener

GIFT_CARD = "gift-card"


class GiftCardPayment(StoredValueMethod):
    """A gift card, or several."""

    code = GIFT_CARD
    name = gettext_lazy("Gift card")
    gateway = LedgerGateway()


STORED_VALUES.register(StoredValue(name=GIFT_CARD, path="shop.gift_cards.methods.GiftCardPayment"))


def _to_take(line: Line, pieces: int) -> list[GiftCard]:
    """Choose the cards of which the money of so many pieces goes back: the fullest first, none twice."""
    cards = [card for card in cards_of_line(line) if card.state != GiftCardState.RETURNED]
    return cards[:pieces]


def worth(line: Line, pieces: int) -> Decimal | None:
    """Return what is left on the cards of so many pieces of a line; None for a line of other goods.

    Before its cards are issued a piece is worth its price.
    """
    if not is_gift_card(line):
        return None
    if not cards_of_line(line):
        return Decimal(line.unit_price_incl_tax or 0) * pieces
    return sum((card.balance for card in _to_take(line, pieces)), Decimal(0))


def is_given(line: Line) -> bool:
    """Tell whether cards of a line are issued that were not taken back."""
    return is_gift_card(line) and bool(_to_take(line, 1))


def take(line: Line, pieces: int, money: Decimal) -> None:
    """Take the cards back whose money goes back. Raises GiftCardError where less than it is left on them."""
    if not is_gift_card(line) or not cards_of_line(line):
        return
    taken = sum((take_back(card, order=line.order) for card in _to_take(line, pieces)), Decimal(0))
    if taken < money:  # guard: refund-of-spent-card
        raise GiftCardError(_("The gift card was used in the meantime. Please look again."))


def take_all(order: Order) -> None:
    """Take all cards back that a cancelled order has bought. Raises GiftCardError when one was spent from."""
    for card in cards_of(order):
        if card.state == GiftCardState.RETURNED:
            continue
        if take_back(card, order=order) < card.amount:  # guard: cancel-of-spent-card
            raise GiftCardError(
                _("A gift card of this order has been used: refund what is left of it instead.")
            )


def give_back(line: Line, pieces: int) -> None:
    """Fill the cards again that a refund, which has failed now, took back: the latest taken first."""
    if not is_gift_card(line):
        return
    cards = [card for card in cards_of_line(line) if card.state == GiftCardState.RETURNED]
    taken = {card.pk: last_taken(card) for card in cards}
    cards.sort(key=lambda card: entry.pk if (entry := taken[card.pk]) else 0, reverse=True)
    for card in cards[:pieces]:
        put_back(card, taken[card.pk], order=line.order)


REFUND_EFFECTS.register(
    RefundEffect(
        name="gift-cards", worth=worth, is_given=is_given, take=take, take_all=take_all, give_back=give_back
    )
)
RETURNED.register(ReturnListener(name="gift-cards", call=reopen))
