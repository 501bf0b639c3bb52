"""Product feeds: what they say is what the pages say."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import feeds
from shop.catalogue.models import Product
from shop.configuration.models import StorefrontSettings
from tests.shop.catalogue_promotions.factories import sale
from tests.shop.factories import CategoryFactory, CountryFactory, ParentProductFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
G, C = "{http://base.google.com/ns/1.0}", "{http://base.google.com/cns/1.0}"
FEED = "/feeds/en-PT.xml"


@pytest.fixture(autouse=True)
def _portugal():
    CountryFactory(iso_3166_1_a2="PT", is_shipping_country=True)


def items_of(client, path=FEED):
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (
        200,
        "application/xml; charset=utf-8",
    )
    return {item.findtext(f"{G}id"): item for item in ET.fromstring(response.content).iter("item")}


def test_an_item_says_what_its_page_says(client):
    product = ProductFactory(
        title="Bowl <b> & \x0b", description="<p>Thrown by hand</p>", price="24.00", upc="4006381333931",
        categories=[CategoryFactory(name="Tableware")],
    )  # fmt: skip

    (item,) = items_of(client).values()

    page = client.get(item.findtext(f"{G}link").removeprefix("http://testserver")).content.decode()
    amount = re.search(r'product:price:amount"\s+content="([\d.]+)"', page)[1]
    assert item.findtext(f"{G}price") == f"{Decimal(amount):.2f} EUR"
    assert item.findtext(f"{G}title") == "Bowl <b> & "
    assert item.findtext(f"{G}description") == "Thrown by hand"
    assert item.findtext(f"{G}gtin") == "4006381333931"
    assert item.findtext(f"{G}product_type") == "Tableware"
    assert item.findtext(f"{G}shipping/{G}country") == "PT"
    assert item.find(f"{G}sale_price") is None
    assert product.get_absolute_url() in item.findtext(f"{G}link")


def test_a_reduced_price_stands_with_the_one_before_and_the_lowest(client):
    ProductFactory(price="20.00")
    sale()

    (item,) = items_of(client).values()

    page = client.get(item.findtext(f"{G}link").removeprefix("http://testserver")).content.decode()
    amount = re.search(r'product:price:amount"\s+content="([\d.]+)"', page)[1]
    assert Decimal(item.findtext(f"{G}sale_price").split()[0]) == Decimal(amount) < 20
    assert item.findtext(f"{G}price") == "20.00 EUR"
    assert item.findtext(f"{C}lowest_price_30_days") == "20.00 EUR"


def test_variants_stand_on_their_own_and_lead_to_themselves(client):
    parent = ParentProductFactory(title="Vase")
    ProductFactory(parent=parent, upc="V-S", title="", num_in_stock=0)
    ProductFactory(parent=parent, upc="V-L", title="")

    items = items_of(client)

    assert {(item.findtext(f"{G}title"), item.findtext(f"{G}availability")) for item in items.values()} == {
        ("Vase", "out_of_stock"),
        ("Vase", "in_stock"),
    }
    assert len({item.findtext(f"{G}item_group_id") for item in items.values()}) == 1
    assert all(f"?sku={sku}" in item.findtext(f"{G}link") for sku, item in items.items())


def test_what_is_hidden_has_no_price_or_no_page_is_left_out(client):
    ProductFactory(is_public=False)
    ProductFactory(price=None)
    ProductFactory(parent=ParentProductFactory(is_public=False))

    assert items_of(client) == {}


@pytest.mark.parametrize("path", ["/feeds/en-XX.xml", "/feeds/de-PT.xml", f"{FEED}?p=2", f"{FEED}?p=x"])
def test_what_there_is_no_feed_of_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("access", ["prices", "login"])
def test_a_shop_that_keeps_its_prices_has_no_feed(client, access):
    ProductFactory()
    StorefrontSettings.objects.update_or_create(pk=1, defaults={"access": access})
    StorefrontSettings.load().save()

    assert client.get(FEED).status_code == 404


def test_files_follow_each_other_and_ask_no_more_for_more(client, monkeypatch):
    for _number in range(3):
        ProductFactory(categories=[CategoryFactory(name="Tableware")])
    monkeypatch.setattr(feeds, "PER_FILE", 1)
    items_of(client)
    with CaptureQueriesContext(connection) as one:
        assert len(items_of(client)) == 1
    assert client.get(FEED).headers["Link"] == f'<http://testserver{FEED}?p=2>; rel="next"'
    monkeypatch.setattr(feeds, "PER_FILE", 3)
    with CaptureQueriesContext(connection) as three:
        assert len(items_of(client)) == 3
    assert len(three) == len(one)


def test_words_are_those_of_the_language(client):
    Product.objects.filter(pk=ProductFactory(title="Bowl").pk).update(title_zh_hans="碗")

    (item,) = items_of(client, "/feeds/zh-hans-PT.xml").values()

    assert item.findtext(f"{G}title") == "碗"
    assert "/zh-hans/" in item.findtext(f"{G}link")
