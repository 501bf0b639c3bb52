"""Somebody of the staff orders for a customer: with the keyboard alone, and between two visits on a phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.services import attach_order, identify
from crm_core.order_entry.models import OrderDraft, StaffOrder
from crm_core.timeline.models import TimelineEntry
from shop.configuration.models import MoneySettings
from shop.configuration.queries import STORED
from shop.order.models import Order
from shop.user.models import User
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.journeys.steps import settle
from tests.journeys.world import make_shop
from tests.shop.factories import OrderFactory, UserAddressFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(site):
    made = make_shop(site)
    MoneySettings.objects.update_or_create(
        pk=1, defaults={"account_holder": "Kiln", "iban": "DE89370400440532013000"}
    )
    STORED.clear()
    return made


@pytest.fixture
def customer(shop):
    """A customer with an address and something that they always order."""
    user = UserFactory(email="mara@example.com", first_name="Mara", last_name="Lindt", language="zh-hans")
    UserAddressFactory(user=user, line1="Hafenweg 3")
    attach_order(OrderFactory(user=user, lines=[(shop.tide, 1)]))
    return identify(user=user)


def colleague():
    """Whoever has come in last."""
    return User.objects.filter(is_staff=True).latest("pk")


def looks_right(page):
    # From the top: what has scrolled below the header of the back office counts as too small to be hit.
    page.evaluate(
        "for (const each of [document.scrollingElement, ...document.querySelectorAll('main')]) each.scrollTo(0, 0)"
    )
    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_with_the_keyboard_alone(enter, live_server, shop, customer):
    page = enter("sales")
    page.set_viewport_size(DESKTOP)
    page.goto(f"{live_server.url}/cms/customers/{customer.pk}/")
    page.locator("body").press("o")
    page.wait_for_url("**/order/")
    expect(page.get_by_label("Name, SKU or barcode")).to_be_focused()
    page.keyboard.type("floor vase")
    expect(page.locator("#found li")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#lines .order-entry-line")).to_have_count(1)
    looks_right(page)
    page.get_by_label("Bank transfer").focus()
    page.keyboard.press("Space")
    page.get_by_label("Remark").focus()
    page.keyboard.type("Called at noon")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/review/"))
    looks_right(page)
    place = page.get_by_role("button", name="Place order for")
    expect(place).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/shop/orders/"))

    expect(page.locator("main")).to_contain_text("Called at noon")
    order = Order.objects.latest("pk")
    assert (order.user.email, order.language) == ("mara@example.com", "zh-hans")
    assert StaffOrder.objects.get(order=order).placed_by == colleague()


def test_a_day_on_a_phone(enter, live_server, shop, customer):
    """My day, the customer's open matters, a note, and an order between two visits."""
    page = enter("sales representative")
    customer.owner = colleague()
    customer.save()
    plan_activity(
        PlannedActivity(
            subject="Visit Mara", kind="visit", due_at=timezone.now(), customer=customer, assignee=colleague()
        )
    )
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/cms/my-day/")
    page.get_by_role("link", name="Visit Mara").first.click()
    expect(page.locator("#now")).to_contain_text("is unpaid")
    settle(page)
    page.locator("#now").get_by_role("link", name="Note").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("textarea").first.fill("Wants the usual")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    settle(page)
    page.locator("#now").get_by_role("link", name="New order").click()
    page.get_by_role("button", name="The usual").click()
    expect(page.locator("#lines .order-entry-line")).to_have_count(1)
    looks_right(page)
    page.get_by_label("Quantity of").fill("2")
    page.keyboard.press("Tab")
    expect(page.locator(".order-entry-total")).to_contain_text("€96")
    page.get_by_label("Bank transfer").check()
    page.locator("#id_channel").select_option(label="at a visit")
    page.get_by_role("button", name="Review the order").click()
    looks_right(page)
    page.get_by_role("button", name="Place order for").click()
    page.wait_for_url(re.compile("/shop/orders/"))

    assert list(Order.objects.latest("pk").lines.values_list("quantity", flat=True)) == [2]
    assert not OrderDraft.objects.filter(placed_at=None).exists()
    kinds = set(TimelineEntry.objects.filter(customer=customer).values_list("kind", flat=True))
    assert {"note", "order.entered"} <= kinds
