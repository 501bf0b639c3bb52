"""A guest picks an order up: chosen on a phone, put ready and handed over by a colleague."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from shop.order.models import Order
from shop.order.services import mark_order_paid
from shop.shipping.deliveries import delivery_for
from tests.journeys.conftest import PHONE
from tests.journeys.steps import ADDRESS, add_to_basket, go_on
from tests.shop.shipping.pickup_world import picked_up, point, shipped
from tests.shop.stock.factories import levels, stocked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def no_wider_than_the_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_guest_picks_up_at_the_workshop(site, live_server, page, enter):
    place = point("workshop", name_en="The workshop")
    picked_up()
    shipped()
    product = stocked({place: 3}, title="Tide bowl", price="29.90")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}{product.get_absolute_url()}")
    add_to_basket(page)
    page.goto(f"{live_server.url}/shop/checkout/")
    page.fill("input[name=email]", "nora@guest.example")
    go_on(page)

    page.click("#receive-pickup")
    expect(page.get_by_role("heading", name="Billing address")).to_be_visible()
    no_wider_than_the_phone(page)
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    go_on(page)
    expect(page.get_by_role("main")).to_contain_text("Markt 1, 04109 Leipzig")
    expect(page.get_by_role("main")).to_contain_text("Mon-Fri 10-18")
    no_wider_than_the_phone(page)
    go_on(page)
    page.check("input[name=method][value=bank-transfer]")
    go_on(page)
    no_wider_than_the_phone(page)
    page.click("form[data-once] button[type=submit]")
    page.wait_for_url(re.compile(r"/thank-you/$"))
    expect(page.get_by_role("main")).to_contain_text("Expected to be ready on")
    no_wider_than_the_phone(page)

    order = Order.objects.get()
    mark_order_paid(order)
    code = delivery_for(order).code
    enter("fulfilment")
    page.goto(f"{live_server.url}/cms/pickups/")
    no_wider_than_the_phone(page)
    page.get_by_role("button", name="Ready for pickup").click()
    expect(page.get_by_text(f"Order {order.number} is ready")).to_be_visible()
    page.goto(f"{live_server.url}/cms/pickups/?q={order.number}")
    page.fill("input[name=code]", "WRONG2")
    page.get_by_role("button", name="Picked up", exact=True).click()
    expect(page.get_by_text("This is not the code of this order.")).to_be_visible()
    page.fill("input[name=code]", code.lower())
    page.get_by_role("button", name="Picked up", exact=True).click()
    expect(page.get_by_text(f"Order {order.number} was picked up.")).to_be_visible()

    order.refresh_from_db()
    assert (order.status, levels(product)) == ("Dispatched", {"workshop": (2, 0)})
    subjects = [letter.subject for letter in mail.outbox]
    assert f"Your order {order.number} is ready for pickup" in subjects
    assert not [subject for subject in subjects if "shipped" in subject]
    assert any(code in letter.body for letter in mail.outbox)
