"""Finding gift cards."""

from django.db.models import QuerySet

from shop.gift_cards.codes import hash_of
from shop.gift_cards.models import GiftCard
from shop.order.models import Line, Order
from shop.tax.table import OUT_OF_SCOPE

WITH_ACCOUNT = GiftCard.objects.select_related("account")


def card_of_code(code: str) -> GiftCard | None:
    """Return the card of a code as somebody typed it; None where there is none. One look by its hash."""
    return WITH_ACCOUNT.filter(code_hash=hash_of(code) or "-").first()


def usable_card(code: str, *, currency: str) -> GiftCard | None:
    """Return the card of a code that can be spent today in a currency."""
    card = card_of_code(code)
    return card if card is not None and card.is_usable() and card.currency == currency else None


def is_gift_card(line: Line) -> bool:
    """Tell whether an order's line sold gift cards: its tax class says so for good."""
    return line.tax_code == OUT_OF_SCOPE


def gift_card_lines(order: Order) -> list[Line]:
    """List an order's lines of gift cards."""
    return list(order.lines.filter(tax_code=OUT_OF_SCOPE).order_by("pk"))


def cards_of(order: Order) -> QuerySet[GiftCard]:
    """List the cards that an order has bought."""
    return WITH_ACCOUNT.filter(order_line__order=order).order_by("pk")


def cards_of_line(line: Line) -> list[GiftCard]:
    """List the cards of a line, those with most left on them first."""
    return list(WITH_ACCOUNT.filter(order_line=line).order_by("-account__balance", "-number"))
