"""From a partner's link to the customer's timeline and back, in a browser, on the demo shop.

A guest comes by a referral link, narrows the listing, buys; staff see who it was and which partner
earns; the next visit offers the pieces again; a cancelled order takes the commission back.
"""

import re

import pytest
from celery import current_app
from django.core.management import call_command
from playwright.sync_api import Page, expect

from config.demo.people import PASSWORD
from partners.commissions.models import Commission
from shop.events.models import Delivery
from shop.events.tasks import deliver_due
from shop.events.wakeups import clear_wake_flag
from shop.order.models import Order
from tests.journeys.steps import go_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GUEST = "nora@guest.example"


@pytest.fixture
def demo(site, live_server, settings, tmp_path):
    """The demo shop, as `make demo` loads it, served; its pictures are rendered when they are looked at."""
    settings.DEBUG = True
    settings.MEDIA_ROOT = tmp_path / "media"
    current_app.conf.update(task_always_eager=False, broker_url="memory://")
    try:
        call_command("load_demo", verbosity=0)
    finally:
        current_app.conf.update(task_always_eager=True)
        clear_wake_flag()
    deliver_backlog()
    return live_server.url


def deliver_backlog() -> None:
    """Bring what the loading published to its subscribers, as the demo's worker does before anybody looks.

    Otherwise the guest's own order, delivered where it is placed, would wait for all of it.
    """
    for _turn in range(60):
        if not Delivery.objects.filter(state=Delivery.State.PENDING).exists():
            return
        deliver_due()


def buy_as_guest(page: Page, base: str) -> str:
    """Walk the checkout as a guest; return the order's number."""
    page.goto(f"{base}/shop/checkout/")
    page.fill("input[name=email]", GUEST)
    go_on(page)
    for name, value in {
        "first_name": "Nora",
        "last_name": "Winter",
        "line1": "Seestraße 4",
        "line4": "Konstanz",
        "postcode": "78462",
    }.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=country]", "DE")
    for _step in ("address", "delivery", "payment", "review"):
        go_on(page)
    return page.locator(".order-number").inner_text()


def log_in(page: Page, base: str, email: str) -> None:
    """Log in to the back office with a demo user."""
    page.goto(f"{base}/cms/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{base}/cms/**")


def test_from_a_partners_link_to_the_timeline_and_back(demo, page, chromium):
    # A partner's link leads to the listing; the visitor agrees to be remembered.
    page.goto(f"{demo}/r/nordlicht/?to=/shop/catalogue/")
    page.get_by_role("button", name="Yes, remember me").click()
    expect(page.get_by_role("button", name="Yes, remember me")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    count = page.locator(".listing-bar [data-focus]")
    expect(count).to_be_visible()
    everything = count.inner_text()

    # One glaze is enough to choose from.
    # A click and not `check`: the list that comes back brings a box of its own.
    page.get_by_role("checkbox", name=re.compile("Celadon")).click()
    page.wait_for_url("**glaze=celadon**")
    expect(count).not_to_have_text(everything)
    piece = page.locator(".listing .card h3 a").first
    title = piece.inner_text()
    piece.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.get_by_role("button", name="Add to basket").click()
    expect(page.locator("#basket-drawer")).to_be_visible()
    number = buy_as_guest(page, demo)
    order = Order.objects.get(number=number)
    assert (order.guest_email, order.num_items) == (GUEST, 1)
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()

    # Staff see who it was, what happened and who earns.
    office = chromium.new_context(locale="en-GB").new_page()
    log_in(office, demo, "admin@kiln.example")
    office.goto(f"{demo}/cms/customers/")
    office.get_by_role("link", name="Nora Winter").first.click()
    expect(office.locator("main")).to_contain_text(number)
    expect(office.locator("main")).to_contain_text("Nordlicht Interiors")
    commission = Commission.objects.get(order=order)
    assert commission.status == Commission.Status.PENDING
    customer_page = office.url

    # The next visit offers the pieces again.
    page.goto(f"{demo}/")
    strip = page.get_by_role("region", name="Buy again")
    expect(strip).to_contain_text("Recommended for you, Nora")
    expect(strip.locator(".card h3")).to_have_text([title])

    # A cancelled order takes the commission back.
    office.goto(f"{demo}/cms/shop/orders/{number}/")
    cancel(office)
    commission.refresh_from_db()
    assert commission.status == Commission.Status.REVERSED
    office.goto(customer_page)
    expect(office.locator("main")).to_contain_text("cancelled")
    office.context.close()


def cancel(office: Page) -> None:
    """Cancel the order whose page is open, the way staff do."""
    office.get_by_role("link", name=re.compile("Cancel", re.IGNORECASE)).click()
    office.locator("main form button[type=submit], main form input[type=submit]").last.click()
    expect(office.locator("main")).to_contain_text("Cancelled")
