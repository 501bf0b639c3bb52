"""Offers work on gross prices, only where totals are shown, and round to the currency's unit."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model
from oscar.test.factories import create_offer, create_voucher

from shop.basket.models import Line
from shop.order.models import Order
from tests.shop.checkout.walk import fill_basket, url, walk_to_review
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
Option = get_model("catalogue", "Option")
ProductRecord = get_model("analytics", "ProductRecord")
TWENTY_PERCENT = "20 % off"


def test_offer_lowers_the_gross_price_and_the_sums_stay_equal(client):
    create_offer(name=TWENTY_PERCENT)
    for price in ("9.99", "0.99", "4.99"):
        fill_basket(client, ProductFactory(price=price), quantity=3)

    summary = client.get("/shop/basket/").context["summary"]
    client.post(url("preview"), walk_to_review(client))

    totals = summary.totals
    assert totals.discounts == [(TWENTY_PERCENT, Decimal("9.57"))]  # 5.99 + 0.59 + 2.99
    assert totals.total == totals.goods - Decimal("9.57") + totals.delivery
    order = Order.objects.get()
    lines = list(order.lines.order_by("pk"))
    assert [line.line_price_incl_tax for line in lines] == [
        Decimal("23.98"),
        Decimal("2.38"),
        Decimal("11.98"),
    ]
    assert order.discounts.get().amount == order.total_discount_incl_tax == Decimal("9.57")
    assert order.total_incl_tax == sum(line.line_price_incl_tax for line in lines) + order.shipping_incl_tax
    assert order.total_excl_tax == sum(line.line_price_excl_tax for line in lines) + order.shipping_excl_tax


def test_pages_that_show_no_totals_apply_no_offers(client):
    create_offer(name=TWENTY_PERCENT)
    fill_basket(client, ProductFactory())

    with CaptureQueriesContext(connection) as queries:
        fill_basket(client, ProductFactory())

    assert [q["sql"] for q in queries if "offer_" in q["sql"]] == []


def test_voucher_is_used_and_taken_out_again(client):
    create_voucher(code="SPRING", name="Spring")
    fill_basket(client, ProductFactory(price="10.00"))

    client.post("/shop/basket/vouchers/add/", {"code": "spring"})
    with_voucher = client.get("/shop/basket/")
    voucher = with_voucher.context["request"].basket.vouchers.get()
    client.post(f"/shop/basket/vouchers/{voucher.pk}/remove/")

    assert [amount for _name, amount in with_voucher.context["summary"].totals.discounts] == [Decimal("2.00")]
    assert client.get("/shop/basket/").context["summary"].totals.discounts == []


def test_code_that_is_none_says_so(client):
    fill_basket(client, ProductFactory())

    response = client.post("/shop/basket/vouchers/add/", {"code": "NONE"})

    assert (response.status_code, response.context["voucher_typed"]) == (422, "NONE")
    assert response.context["voucher_error"].startswith("This code cannot be used.")


def test_chosen_option_travels_with_its_line_into_the_order(client):
    product = ProductFactory(title="Bowl")
    option = Option.objects.create(name="Name below", code="name", type="text")
    product.product_options.add(option)

    client.post(f"/shop/basket/add/{product.pk}/", {"quantity": 1, "name": "Ada"})
    client.post(f"/shop/basket/add/{product.pk}/", {"quantity": 1, "name": "Bo"})
    titles = [row.title for row in client.get("/shop/basket/").context["summary"].rows]
    client.post(url("preview"), walk_to_review(client))

    assert titles == ["Bowl (Name below: Ada)", "Bowl (Name below: Bo)"]
    assert [line.description for line in Order.objects.get().lines.order_by("pk")] == titles


def test_oscars_analytics_write_nothing(client):
    product = ProductFactory()
    fill_basket(client, product)

    client.post(url("preview"), walk_to_review(client))

    assert Line.objects.exists()
    assert Order.objects.exists()
    assert not ProductRecord.objects.exists()
