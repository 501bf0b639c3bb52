"""Sales units and prices by measure."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from shop.catalogue.units import base_price, unit_name
from shop.partner.buyers import buyer_for
from shop.storefront.product_page import product_page
from tests.shop.factories import ParentProductFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({}, ""),
        ({"sales_unit": "piece", "pack_size": 6}, ""),
        ({"sales_unit": "roll"}, "2 × roll"),
        ({"sales_unit": "box", "pack_size": 6}, "2 × box of 6: 12 pieces"),
    ],
)
def test_what_so_many_are_called(terms, words):
    assert unit_name(ProductFactory(**terms), 2) == words


def test_a_variant_has_its_parents_unit():
    parent = ParentProductFactory(sales_unit="box", pack_size=4, content_amount=500, content_unit="g")
    child = ProductFactory(parent=parent)

    assert unit_name(child, 1) == "1 × box of 4: 4 pieces"
    assert base_price(Decimal(6), child) == (Decimal(12), "kg")


@pytest.mark.parametrize(
    ("amount", "unit", "price"),
    [(750, "ml", "€20.00 / l"), ("1.5", "m2", "€10.00 / m²"), (3, "kg", "€5.00 / kg")],
)
def test_the_page_tells_the_price_by_measure(amount, unit, price):
    product = ProductFactory(price="15.00", content_amount=Decimal(str(amount)), content_unit=unit)

    assert product_page(product, buyer=buyer_for(), now=timezone.now()).unit.base_price == price


def test_content_and_unit_belong_together():
    with pytest.raises(ValidationError, match="belong together"):
        ProductFactory(content_amount=5).full_clean()
