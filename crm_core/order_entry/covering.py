"""What store credit and gift cards pay of a draft, before the payment: as in the customer's own checkout."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext as _

from crm_core.order_entry.buyers import Purchaser
from crm_core.order_entry.models import OrderDraft
from shop.basket.models import Basket
from shop.checkout.delivery import Price
from shop.checkout.stored_value import MOST_CARDS, Part, parts_for
from shop.gift_cards.exceptions import CodeRefusedError
from shop.gift_cards.models import GiftCard
from shop.gift_cards.trying import try_code
from shop.store_credit.models import LedgerAccount
from shop.store_credit.queries import account_of

NOTHING = Decimal(0)


def credit_of(purchaser: Purchaser, currency: str) -> LedgerAccount | None:
    """Return the credit of the customer's account in a currency, if there is something on it."""
    account = account_of(purchaser.account, currency) if purchaser.account else None
    return account if account is not None and account.balance else None


def parts_of(
    draft: OrderDraft, *, basket: Basket, total: Price | None, credit: LedgerAccount | None
) -> list[Part]:
    """Say what each gift card, then the credit, pays; nothing before there is a total."""
    if total is None or total.incl_tax is None or not (draft.uses_credit or draft.gift_cards):
        return []
    return parts_for(
        total.incl_tax,
        total.currency,
        basket=basket,
        code_hashes=draft.gift_cards,
        credit=credit if draft.uses_credit else None,
    )


def left_to_pay(total: Price | None, parts: Sequence[Part]) -> Decimal:
    """Return what is left for the payment (gross)."""
    if total is None or total.incl_tax is None:
        return NOTHING
    left: Decimal = total.incl_tax - sum((part.amount for part in parts), NOTHING)
    return left


def add_card(draft: OrderDraft, code: str, *, request: HttpRequest, currency: str) -> None:
    """Have the gift card of a code pay, as the customer reads it out; every try counts for the colleague.

    Raises CodeRefusedError, with words for whoever types.
    """
    card = try_code(request, code, currency=currency)
    cards = list(dict.fromkeys([*draft.gift_cards, card.code_hash]))
    if len(cards) > MOST_CARDS:
        raise CodeRefusedError(_("So many gift cards cannot pay one order."))
    _keep(draft, cards)


def drop_card(draft: OrderDraft, pk: int) -> None:
    """Have a gift card pay nothing."""
    gone = set(GiftCard.objects.filter(pk=pk).values_list("code_hash", flat=True))
    _keep(draft, [known for known in draft.gift_cards if known not in gone])


def _keep(draft: OrderDraft, cards: list[str]) -> None:
    draft.gift_cards = cards
    draft.save(update_fields=["gift_cards", "changed_at"])
