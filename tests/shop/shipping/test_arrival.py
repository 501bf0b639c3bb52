"""One answer to "when is it here", from the product to the last look before the order."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.checkout.templatetags.checkout_tags import arrival
from shop.partner.buyers import buyer_for
from shop.partner.models import StockRecord
from shop.stock.services import change_policy
from shop.storefront.product_page import product_page
from tests.shop.checkout.walk import ADDRESS, fill_basket, url
from tests.shop.factories import CountryFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, record_of, stocked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture(autouse=True)
def country():
    return CountryFactory(display_order=1)


def promised(product):
    """The day as the product's page, the basket, the choice of delivery and the review have it."""
    client = Client()
    seen = [product_page(product, buyer=buyer_for(), now=timezone.now()).arrives]
    fill_basket(client, product)
    seen.append(client.get("/shop/basket/").context["summary"].arrives_on)
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), ADDRESS)
    choices = client.get(url("shipping-method")).context["choices"]
    seen.append(arrival(choices[0].method))
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    seen.append(arrival(client.get(url("preview")).context["shipping_method"]))
    return seen


# A Wednesday. The shop's own cut-off is at 14:00 UTC; three working days on the way.
@pytest.mark.parametrize(
    ("moment", "arrives"),
    [
        (datetime(2026, 11, 25, 9, 30, tzinfo=UTC), date(2026, 11, 30)),  # before 11:00 in Berlin
        (datetime(2026, 11, 25, 10, 30, tzinfo=UTC), date(2026, 12, 1)),  # after it, though before 14:00
    ],
)
def test_every_page_names_the_day_by_the_cutoff_of_the_warehouse(moment, arrives):
    house = WarehouseFactory(
        country="DE", cutoff_time=time(11), time_zone="Europe/Berlin", holidays_country="DE"
    )
    product = stocked({house: 3})

    with time_machine.travel(moment, tick=False):
        assert promised(product) == [arrives] * 4


@time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC), tick=False)
def test_every_page_names_the_day_of_the_warehouse_that_routing_chooses():
    near = WarehouseFactory(country="DE", working_days="2", priority=200)  # Tuesdays only
    far = WarehouseFactory(country="PT", priority=1)

    assert promised(stocked({near: 2, far: 2})) == [date(2026, 12, 4)] * 4
    assert promised(stocked({near: 0, far: 2})) == [date(2026, 11, 30)] * 4


@time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC), tick=False)
def test_pieces_that_are_not_there_yet_arrive_after_their_promised_day():
    product = stocked({WarehouseFactory(country="DE"): 0})
    record = record_of(product)
    change_policy(record, policy=StockRecord.Policy.BACKORDER, cap=5, promise_date=date(2026, 12, 7))

    assert promised(product)[1:] == [date(2026, 12, 10)] * 3

    change_policy(record, policy=StockRecord.Policy.BACKORDER, cap=5)
    assert promised(product) == [None] * 4


@time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC), tick=False)
def test_what_lies_in_no_warehouse_goes_by_the_shops_calendar(settings):
    settings.KILN_DISPATCH_CUTOFF_HOUR = 8

    product = ProductFactory(num_in_stock=3)
    product.stockrecords.get().levels.all().delete()

    assert len(set(promised(product))) == 1


def test_day_costs_the_product_page_one_query():
    product = stocked({WarehouseFactory(country="DE"): 3, WarehouseFactory(country="PT"): 3})

    with CaptureQueriesContext(connection) as queries:
        product_page(product, buyer=buyer_for(), now=timezone.now())

    assert sum('FROM "stock_' in query["sql"] for query in queries) == 1
