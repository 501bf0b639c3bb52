from decimal import Decimal

import pytest
from django.utils import translation

from shop.shipping.methods import Express, Standard, delivery_of
from shop.shipping.repository import Repository
from shop.shipping.table import delivery_name
from tests.shop.factories import BasketFactory, ProductClassFactory, ProductFactory

pytestmark = pytest.mark.django_db


def test_charge_is_gross_with_its_tax():
    charge = Standard().calculate(BasketFactory(lines=[ProductFactory(price="24.00")]))

    assert (charge.incl_tax, charge.tax, charge.excl_tax) == (
        Decimal("6.00"),
        Decimal("0.96"),
        Decimal("5.04"),
    )
    assert charge.tax_code == "standard"


@pytest.mark.parametrize(("price", "charge", "missing"), [("79.99", "6.00", "0.01"), ("80.00", "0.00", "0")])
def test_delivery_is_free_from_the_threshold_on(price, charge, missing):
    basket = BasketFactory(lines=[ProductFactory(price=price)])

    assert Standard().calculate(basket).incl_tax == Decimal(charge)
    assert Standard().missing_for_free(basket) == Decimal(missing)


def test_express_is_never_free():
    basket = BasketFactory(lines=[ProductFactory(price="800.00")])

    assert Express().calculate(basket).incl_tax == Decimal("14.00")
    assert Express().missing_for_free(basket) == 0


def test_charge_follows_the_currencys_minor_unit(settings):
    settings.OSCAR_DEFAULT_CURRENCY = "JPY"
    settings.KILN_DELIVERY = {"standard": {"price": "600", "free_from": None, "working_days": 3}}
    basket = BasketFactory(lines=[ProductFactory(price="1200")])

    charge = Standard().calculate(basket)

    assert (charge.incl_tax, charge.tax) == (600, 96)
    assert str(charge.tax) == "96"


def test_what_is_not_sent_has_no_delivery():
    digital = ProductClassFactory(
        slug="patterns", name="Patterns", track_stock=False, requires_shipping=False
    )
    basket = BasketFactory(lines=[ProductFactory(product_class=digital)])

    [method] = Repository().get_shipping_methods(basket)

    assert delivery_of(method) is None
    assert method.calculate(basket).incl_tax == 0


def test_an_orders_delivery_is_named_in_the_readers_language():
    with translation.override("zh-hant"):
        assert (
            delivery_name("express", written="Express delivery") == str(Express().name) != "Express delivery"
        )
        assert delivery_name("by-balloon", written="By balloon") == "By balloon"
