"""A product type becomes one of gift cards by its form."""

from decimal import Decimal

import pytest

from shop.dashboard.catalogue.forms import ProductClassForm
from shop.partner.gift_card_amounts import AMOUNT
from tests.shop.factories import ProductClassFactory, ProductFactory

pytestmark = pytest.mark.django_db


def form(**typed):
    return ProductClassForm(
        {"name": "Card", "requires_shipping": "on", "track_stock": "on", **typed},
        instance=ProductClassFactory(slug="card"),
    )


def test_a_kind_of_gift_cards_is_neither_shipped_nor_counted_and_gets_its_options():
    kind = form(is_gift_card="on", gift_card_minimum="10", gift_card_maximum="500").save()
    kind.refresh_from_db()
    assert (kind.requires_shipping, kind.track_stock, kind.gift_card_maximum) == (False, False, Decimal(500))
    assert sorted(kind.options.values_list("code", flat=True)) == [
        "gift_card_amount",
        "gift_card_message",
        "gift_card_send_on",
        "gift_card_to_email",
        "gift_card_to_name",
    ]
    assert not ProductFactory(product_class=kind).is_discountable


def test_a_fixed_card_asks_for_no_amount():
    kind = form(is_gift_card="on").save()
    assert not kind.options.filter(code=AMOUNT).exists()


@pytest.mark.parametrize(("low", "high"), [("10", ""), ("", "10"), ("20", "10"), ("0", "10")])
def test_bounds_that_contradict_each_other_are_refused(low, high):
    assert not form(is_gift_card="on", gift_card_minimum=low, gift_card_maximum=high).is_valid()
