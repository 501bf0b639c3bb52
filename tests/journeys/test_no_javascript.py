"""Every step from the home page to an order, in a browser whose scripts are switched off."""

import re

import pytest
from playwright.sync_api import expect

from shop.order.models import Order
from tests.journeys.conftest import PHONE
from tests.journeys.steps import buy_what_is_in_the_basket
from tests.journeys.world import make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_order_without_scripts_on_a_phone(site, live_server, chromium):
    shop = make_shop(site)
    context = chromium.new_context(viewport=PHONE, locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()

    page.goto(live_server.url)
    page.get_by_role("button", name="No, thank you").click()
    page.locator("details.menu summary").click()
    page.locator("nav.menu-sheet").get_by_role("link", name="Vases").click()
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("checkbox", name=re.compile("Tide")).check()
    page.get_by_role("button", name=re.compile(r"Show \d")).click()
    page.wait_for_url("**glaze=tide**")
    page.get_by_role("link", name="Floor vase").click()
    page.get_by_role("link", name="Snow").click()
    page.wait_for_url(f"**sku={shop.snow.upc}")
    page.get_by_role("button", name="Add to basket").click()

    page.goto(f"{live_server.url}/shop/basket/")
    page.get_by_label("Quantity of Floor vase").fill("2")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_label("Quantity of Floor vase")).to_have_value("2")
    number = buy_what_is_in_the_basket(page, live_server.url, email="nora@guest.example")

    order = Order.objects.get(number=number)
    assert [(line.product, line.quantity) for line in order.lines.all()] == [(shop.snow, 2)]
    context.close()
