"""What the tests of gift cards share."""

from decimal import Decimal

from shop.catalogue.gift_card_options import attach_options
from shop.gift_cards.codes import code_of
from shop.gift_cards.services import Gift, issue
from tests.shop.factories import ProductClassFactory, ProductFactory


def a_card(amount="50.00", *, key="k", **kwargs):
    """A card that is out; nobody is written to."""
    return issue(Decimal(amount), kwargs.pop("currency", "EUR"), key=key, gift=Gift(language="en"), **kwargs)


def code(card):
    """The code of a card, as its owner has it."""
    return code_of(card.salt)


def card_product(*, price="50.00", low=None, high=None):
    """A gift card that can be bought: of its price, or of an amount between two bounds."""
    kind = ProductClassFactory(
        name="Gift card", slug="gift-card", is_gift_card=True, gift_card_minimum=low, gift_card_maximum=high
    )
    attach_options(kind)
    return ProductFactory(title="Gift card", product_class=kind, price=price)
