"""What gift cards and store credit pay of a checkout: they come first, the method chosen pays the rest.

Gift cards are spent in the order they were entered, then the credit. Neither pays for gift cards in the
basket: those are bought with money.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from shop.basket.models import Basket
from shop.gift_cards.methods import GIFT_CARD
from shop.gift_cards.models import GiftCard
from shop.gift_cards.queries import WITH_ACCOUNT
from shop.gift_cards.services import pay_with_card
from shop.order.models import Order
from shop.payments.methods import STORE_CREDIT, StoredValueMethod, payment_methods
from shop.payments.queries import NOTHING
from shop.store_credit.models import LedgerAccount
from shop.store_credit.services import pay_from
from shop.tax.table import OUT_OF_SCOPE

#: So many cards pay one order; more would be somebody's script.
MOST_CARDS = 10


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one card, or the credit, pays: `amount` of the `available` (gross, the basket's currency)."""

    code: str
    name: str | Promise
    amount: Decimal
    available: Decimal
    account: LedgerAccount
    card: GiftCard | None = None

    @property
    def method(self) -> StoredValueMethod:
        """The payment method that books it."""
        return cast("StoredValueMethod", payment_methods()[self.code])


def parts_for(
    total: Decimal,
    currency: str,
    *,
    basket: Basket,
    code_hashes: Iterable[str],
    credit: LedgerAccount | None,
) -> list[Part]:
    """Say what each card, then the credit, pays of a total; one with nothing usable on it is left out."""
    room = max(total - gift_cards_in(basket), NOTHING)
    parts: list[Part] = []
    for card in _cards(code_hashes, currency):
        amount = min(room, card.usable_balance)
        room -= amount
        parts.append(
            Part(
                code=GIFT_CARD,
                name=gettext("Gift card ending in %(card)s") % {"card": card.last_four},
                amount=amount,
                available=card.usable_balance,
                account=card.account,
                card=card,
            )
        )
    if credit is not None and credit.balance and credit.currency == currency:
        amount = min(room, credit.balance)
        parts.append(
            Part(
                code=STORE_CREDIT,
                name=_("Store credit"),
                amount=amount,
                available=credit.balance,
                account=credit,
            )
        )
    return parts


def _cards(code_hashes: Iterable[str], currency: str) -> list[GiftCard]:
    """Return the cards entered, in that order, that can still be spent in a currency by that code."""
    wanted = list(code_hashes)[:MOST_CARDS]
    if not wanted:
        return []
    found = WITH_ACCOUNT.in_bulk(wanted, field_name="code_hash")
    cards = [found[known] for known in wanted if known in found]
    return [card for card in cards if card.usable_balance and card.currency == currency]


def gift_cards_in(basket: Basket) -> Decimal:
    """Add up what the gift cards in a basket cost."""
    prices = [
        line.line_price_incl_tax_incl_discounts
        for line in basket.all_lines()
        if line.purchase_info.price.exists and line.purchase_info.price.tax_code == OUT_OF_SCOPE
    ]
    return sum(prices, NOTHING)


def spend(order: Order, parts: Iterable[Part]) -> None:
    """Pay the order that is just being placed, within its transaction.

    Raises CreditError when a balance has been spent elsewhere meanwhile: nothing is ordered then.
    """
    # By key: two orders that use the same cards never wait for each other in a circle.
    for part in sorted(parts, key=lambda part: part.account.pk):
        if part.amount <= 0:
            continue
        if part.card is not None:
            pay_with_card(part.card, order, part.amount, method=part.method)
        else:
            pay_from(part.account, order, part.amount, method=part.method)


def shown(parts: Iterable[Part]) -> list[tuple[str, str]]:
    """Return what a buyer agrees to: each account with its amount."""
    return [(str(part.account.pk), str(part.amount)) for part in parts if part.amount > 0]
