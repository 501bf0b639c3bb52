"""The demo's offers, through the shop's own price path."""

from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from config.demo.offers import add_offers
from shop.basket.models import Basket
from shop.basket.services import add_to_basket, apply_offers
from shop.catalogue.models import AttributeOption, AttributeOptionGroup, ProductAttribute
from shop.partner.strategy import Selector
from tests.shop.factories import ParentProductFactory, ProductClassFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jars():
    """A jar in two glazes, by the glaze's name."""
    group = AttributeOptionGroup.objects.create(name="Glaze")
    glaze = ProductAttribute.objects.create(
        product_class=ProductClassFactory(), code="glaze", name="Glaze", type="option", option_group=group
    )
    parent = ParentProductFactory(product_class=glaze.product_class)
    jars = {}
    for name in ("Blue and white", "Celadon"):
        jars[name] = ProductFactory(parent=parent, price="88.00")
        glaze.save_value(jars[name], AttributeOption.objects.create(group=group, option=name))
    return jars


def total_of(product, *, code=""):
    user = UserFactory()
    basket = Basket.objects.create(owner=user)
    basket.strategy = Selector().strategy(user=user)
    add_to_basket(basket, product)
    if code:
        basket.vouchers.add(get_model("voucher", "Voucher").objects.get(code=code))
    apply_offers(basket, user=user)
    return basket.total_incl_tax


def test_brush_pieces_cost_ten_per_cent_less_and_their_siblings_what_they_did(jars):
    add_offers(now=timezone.now())

    assert total_of(jars["Blue and white"]) == Decimal("79.20")
    assert total_of(jars["Celadon"]) == Decimal("88.00")


def test_the_voucher_takes_five_off_from_fifty_on(jars):
    add_offers(now=timezone.now())

    assert total_of(jars["Celadon"], code="WELCOME") == Decimal("83.00")
    assert total_of(ProductFactory(price="49.00"), code="WELCOME") == Decimal("49.00")


def test_offers_are_added_once(jars):
    assert add_offers(now=timezone.now()) == 2
    assert add_offers(now=timezone.now()) == 0
