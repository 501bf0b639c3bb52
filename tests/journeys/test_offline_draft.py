"""A representative between two visits without a network: a note and an order, kept, sent, there once."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.services import attach_order, identify
from crm_core.offline.models import OfflineOrder
from crm_core.order_entry.models import OrderDraft
from crm_core.timeline.models import TimelineEntry
from shop.user.models import User
from tests.journeys.conftest import PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.journeys.world import make_shop
from tests.shop.factories import OrderFactory, UserAddressFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def customer(site):
    """A customer with an address and something that they always order."""
    shop = make_shop(site)
    user = UserFactory(email="mara@example.com", first_name="Mara", last_name="Lindt")
    UserAddressFactory(user=user, line1="Hafenweg 3")
    attach_order(OrderFactory(user=user, lines=[(shop.tide, 1)]))
    return identify(user=user)


def looks_right(page):
    put_axe(page)
    said = page.evaluate(VIOLATIONS, STANDARDS)
    assert [each for each in said if each.split(":")[0] not in FRAME] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def stored(page):
    """What the page's database and caches hold."""
    return page.evaluate(
        """async () => (await indexedDB.databases()).map((each) => each.name)
            .concat(await caches.keys())"""
    )


def test_note_and_order_are_kept_without_a_network_and_sent_once(enter, live_server, customer):
    page = enter("sales representative")
    customer.owner = User.objects.filter(is_staff=True).latest("pk")
    customer.save()
    visit = {"subject": "Visit Mara", "kind": "visit", "customer": customer, "assignee": customer.owner}
    plan_activity(PlannedActivity(due_at=timezone.now(), **visit))
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/cms/my-day/")
    page.get_by_role("link", name="Offline work").click()
    status = page.locator("[data-status]")
    expect(status).to_contain_text("up to date")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    page.context.set_offline(True)
    page.reload()
    expect(status).to_contain_text("No network")
    card = page.locator("[data-customer]")
    card.locator("summary").click()
    expect(card).to_contain_text("€48.00")
    looks_right(page)
    card.get_by_label("Note").fill("Wants the usual, in celadon")
    card.get_by_role("button", name="Keep the note").click()
    card.get_by_role("spinbutton").first.fill("2")
    card.get_by_role("button", name="Keep the order").click()
    expect(page.locator("[data-draft]")).to_have_count(2)
    page.reload()
    expect(page.locator("[data-draft]")).to_have_count(2)
    looks_right(page)
    assert not OfflineOrder.objects.exists()

    page.context.set_offline(False)
    expect(status).to_contain_text("up to date")
    expect(page.locator("[data-draft]")).to_have_count(0)
    expect(page.locator("[data-sent]")).to_contain_text("review it and place it")
    looks_right(page)
    page.reload()
    expect(status).to_contain_text("up to date")
    assert list(TimelineEntry.objects.filter(kind="note").values_list("text", flat=True)) == [
        "Wants the usual, in celadon"
    ]
    assert list(OrderDraft.objects.get().basket.lines.values_list("quantity", flat=True)) == [2]

    assert stored(page) == ["kiln-offline", "kiln-offline-shell"]
    page.goto(f"{live_server.url}/accounts/logout/")
    page.locator("main form button").first.click()
    page.wait_for_url("**/")
    assert stored(page) == []
