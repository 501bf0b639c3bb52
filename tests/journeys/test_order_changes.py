"""An edit that raises what an order costs is paid by its buyer; a buyer takes a piece out themselves."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shop.order.links import order_token
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import book_transfer, mark_as_paid
from shop.payments.queries import balance_of
from tests.journeys.conftest import PHONE
from tests.shop.factories import ProductFactory, StaffFactory
from tests.shop.payments.kit import order_by

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


def test_edit_is_paid_and_a_piece_is_taken_out(page, client, context, live_server, enter):
    order = order_by(BankTransfer(), lines=[(ProductFactory(title="Bowl", price="24.00"), 2)])
    mark_as_paid(order)
    ProductFactory(title="Jug", price="10.00")
    enter(StaffFactory())

    page.goto(f"{live_server.url}/cms/shop/orders/{order.number}/")
    page.get_by_role("link", name="Edit order").click()
    page.get_by_label("New product 1").fill("Jug")
    page.get_by_role("option", name="Jug").click()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("The buyer pays")).to_be_visible()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Payment link for the buyer")).to_be_visible()

    page.set_viewport_size(PHONE)
    own = f"{live_server.url}{reverse('checkout:order', args=[order_token(order)])}"
    page.goto(own)
    page.get_by_role("link", name="Pay now").click()
    expect(page.get_by_text("€10.00").first).to_be_visible()
    book_transfer(order, amount=Decimal(10), reference="second")

    page.goto(own)
    expect(page.get_by_role("link", name="Pay now")).to_have_count(0)
    page.get_by_role("link", name="Cancel items or order").click()
    page.get_by_label("Bowl (ordered: 2)").select_option("1")
    page.get_by_label("Jug (ordered: 1)").select_option("1")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_text("You get back")).to_be_visible()
    page.get_by_role("button", name="Cancel these items").click()
    expect(page.get_by_text("Your order was changed.")).to_be_visible()

    assert balance_of(Order.objects.get(pk=order.pk)).kept == 34
