from importlib import import_module

import pytest
from django.apps import apps

from shop.shipping.models import DeliveryOption
from shop.shipping.table import delivery_codes, delivery_terms
from tests.shop.factories import CountryFactory, OrderFactory

pytestmark = pytest.mark.django_db
keep_methods = import_module("shop.shipping.migrations.0005_methods_of_a_running_shop").keep_methods


@pytest.fixture
def countries():
    for code in ("DE", "FR", "CH", "JP"):
        CountryFactory(iso_3166_1_a2=code)


def test_a_shop_that_has_sold_keeps_its_methods_and_prices(settings, countries):
    OrderFactory()
    places = ("DE", "FR", "CH", "JP")
    before = {(code, place): delivery_terms(code, place) for code in delivery_codes() for place in places}
    settings.KILN_DELIVERY = {}

    keep_methods(apps, None)

    assert {(code, place): delivery_terms(code, place) for code, place in before} == before


def test_a_fresh_shop_and_one_with_settings_of_its_own_get_none(settings, countries):
    own, settings.KILN_DELIVERY = settings.KILN_DELIVERY, {}
    keep_methods(apps, None)
    OrderFactory()
    settings.KILN_DELIVERY = own
    keep_methods(apps, None)

    assert not DeliveryOption.objects.exists()
