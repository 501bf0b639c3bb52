"""A guest who bought twice, spelt in two ways, by a real browser: merged by a key, and parted again."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import reverse
from playwright.sync_api import expect

from crm_core.customers.matching.services import compare_all
from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order, identify
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture
def pair():
    found = [
        identify(email="mara.lindt@example.com", name="Mara Lindt", language="de"),
        identify(email="mara.lindr@example.com", name="Mara M. Lindt", phone="+49 30 1234567"),
    ]
    compare_all([customer.pk for customer in found])
    for customer in found:
        attach_order(OrderFactory(guest_email=customer.email))
    return found


def bought_by_each():
    """Return for each customer of whom their orders were."""
    return {
        customer.email: list(customer.customer_orders.values_list("order__guest_email", flat=True))
        for customer in Customer.objects.all()
    }


def test_pair_is_looked_at_merged_by_a_key_and_parted_again(enter, live_server, pair):
    before = bought_by_each()
    page = enter("sales")
    page.goto(f"{live_server.url}/cms/customer-duplicates/")
    page.locator("main table td a").first.click()
    page.wait_for_url("**/customer-duplicates/*/*/")

    page.add_script_tag(content=AXE_SCRIPT)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.keyboard.press("m")
    page.wait_for_url("**/customer-duplicates/")
    survivor = Customer.objects.get()
    assert survivor.customer_orders.count() == len(pair)

    page.goto(live_server.url + reverse("customers:inspect", args=[survivor.pk]))
    way_back = page.locator("a[href*='/customer-duplicates/undo/']").get_attribute("href")
    page.goto(live_server.url + way_back)
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_role("button", name="Undo the merge")).to_have_count(0)
    assert bought_by_each() == before
