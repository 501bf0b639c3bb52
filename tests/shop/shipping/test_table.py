from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from oscar.apps.address.models import Country

from shop.shipping.methods import DeliveryMethod, delivery_of
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZone, DeliveryZoneCountry
from shop.shipping.repository import Repository
from shop.shipping.table import STORED_DELIVERY, delivery_codes, delivery_name, delivery_terms
from tests.shop.factories import BasketFactory, CountryFactory, ProductFactory

pytestmark = pytest.mark.django_db


def zone(*codes, name="Home"):
    made = DeliveryZone.objects.create(name=name)
    made.countries.set([CountryFactory(iso_3166_1_a2=code) for code in codes])
    return made


def method(name, *rates, **facts):
    made = DeliveryOption.objects.create(code=name.lower(), name_en=name, **facts)
    for where, price, free_from in rates:
        DeliveryRate.objects.create(option=made, zone=where, price=price, free_from=free_from, working_days=2)
    return made


def offered(basket):
    return [
        (found.code, found.calculate(basket).incl_tax) for found in Repository().get_shipping_methods(basket)
    ]


def test_what_staff_entered_takes_the_place_of_the_settings():
    basket = BasketFactory(lines=[ProductFactory(price="24.00")])
    assert [code for code, _charge in offered(basket)] == ["standard", "express"]
    home = zone("DE")
    method("Bike", (home, "3.50", None), position=2)
    method("Post", (home, "4.90", "20.00"), position=1)

    assert offered(basket) == [("post", Decimal("0.00")), ("bike", Decimal("3.50"))]


def test_a_method_goes_where_it_has_a_price_and_nowhere_else():
    post = method("Post", (zone("DE"), "4.90", None))
    far = zone("FR", name="Far")

    assert (delivery_terms("post", "DE").price, delivery_terms("post", "FR")) == (Decimal("4.90"), None)
    DeliveryRate.objects.create(option=post, zone=far, price="9", working_days=5)
    assert delivery_terms("post", "FR").working_days == 5
    assert not DeliveryMethod(code="post", country="JP").is_offered


def test_a_method_that_is_offered_no_more_leaves_the_checkout_and_no_order():
    post = method("Post", (zone("DE"), "4.90", None))
    DeliveryOption.objects.filter(pk=post.pk).update(is_enabled=False)
    STORED_DELIVERY.forget()

    assert (delivery_codes(), delivery_terms("post", "DE")) == ([], None)
    assert delivery_name("post", written="Post") == "Post"


def test_a_basket_of_a_shop_without_methods_is_shown(client, settings):
    settings.KILN_DELIVERY = {}
    basket = BasketFactory(lines=[ProductFactory()])

    assert Repository().get_default_shipping_method(basket) is None
    assert offered(basket) == []


def test_an_order_keeps_the_name_it_was_placed_under():
    post = method("Post", (zone("DE"), "4.90", None), name_zh_hans="邮寄")
    with translation.override("zh-hans"):
        assert delivery_name("post", written="Post") == "邮寄"
    post.name_en = "Parcel"
    post.save()

    with translation.override("zh-hans"):
        assert delivery_name("post", written="Post") == "Post"
    assert delivery_name("post", written="Parcel") == "Parcel"


def test_reading_costs_no_query_once_it_is_kept():
    method("Post", (zone("DE"), "4.90", None))
    delivery_codes()
    with CaptureQueriesContext(connection) as queries:
        assert delivery_terms("post", "DE").price == Decimal("4.90")
        assert delivery_of(DeliveryMethod(code="post")).name == "Post"

    assert len(queries) == 0


def test_countries_of_zones_are_those_an_address_may_be_in():
    CountryFactory(iso_3166_1_a2="JP")
    first = zone("DE", "FR")

    assert set(Country.objects.filter(is_shipping_country=True).values_list("pk", flat=True)) == {"DE", "FR"}
    first.countries.set(["FR"])
    assert set(Country.objects.filter(is_shipping_country=True).values_list("pk", flat=True)) == {"FR"}


def test_a_country_lies_in_one_zone():
    zone("DE")
    other = DeliveryZone.objects.create(name="Other")

    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryZoneCountry.objects.create(zone=other, country_id="DE")


@pytest.mark.parametrize("wrong", [{"price": "-1"}, {"free_from": "0"}, {"working_days": 91}])
def test_the_database_holds_no_price_that_is_none(wrong):
    post, home = method("Post"), zone("DE")
    values = {"price": "4.90", "free_from": None, "working_days": 2}

    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryRate.objects.create(option=post, zone=home, **(values | wrong))
    assert not DeliveryRate.objects.exists()
