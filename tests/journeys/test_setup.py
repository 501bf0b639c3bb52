"""An empty installation is set up to its first paid order, without a file and without a restart."""

import os
import threading

import pytest
from playwright.sync_api import expect

from config.demo.stripe_simulator.server import Simulator
from shop.order.models import Order
from tests.journeys.payments import CARD, order_now, pay, type_card
from tests.journeys.steps import ADDRESS, add_to_basket, go_on, settle

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def empty(site, live_server, settings):
    """An installation with nothing in it, and Stripe's stand-in, whose keys nobody has entered."""
    settings.KILN_DELIVERY, settings.KILN_BANK_ACCOUNT = {}, ""
    simulator = Simulator(
        port=0,
        secret_key="sk_test_kiln",
        webhook_url=f"{live_server.url}/payments/",
        webhook_secret="whsec_kiln",
    )
    settings.KILN_STRIPE_API_BASE = simulator.base
    settings.KILN_STRIPE_JS_URL = f"{simulator.base}/stripe.js"
    simulator.store.behaviour["held"] = True
    thread = threading.Thread(target=simulator.serve_forever, daemon=True)
    thread.start()
    yield live_server.url
    simulator.shutdown()
    simulator.server_close()
    thread.join(10)


def save(page):
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_load_state()


def shot(page, name, width):
    if folder := os.environ.get("SETUP_SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_an_empty_installation_comes_to_its_first_paid_order(empty, enter, chromium, width):
    office = enter("admin")
    office.set_viewport_size({"width": width, "height": 900})
    office.goto(f"{empty}/cms/")
    office.get_by_role("link", name="Start", exact=True).click()

    office.get_by_label("Name of the shop").fill("Lamps & Light")
    office.get_by_label("Customer service e-mail").fill("hello@lamps.example")
    shot(office, "shop", width)
    save(office)
    office.get_by_label("Account holder").fill("Lamps GmbH")
    office.get_by_label("IBAN").fill("DE75 5121 0800 1245 1261 99")
    shot(office, "money", width)
    save(office)
    expect(office.get_by_label("Country of taxation")).to_have_value("DE")
    shot(office, "tax", width)
    save(office)
    office.get_by_label("Name", exact=False).first.fill("Cellar")
    office.get_by_label("Country").select_option("DE")
    office.get_by_label("Time zone").select_option("Europe/Berlin")
    shot(office, "warehouse", width)
    save(office)
    office.get_by_label("Price").fill("4.90")
    shot(office, "delivery", width)
    save(office)
    office.get_by_label("Publishable key").fill("pk_test_kiln")
    office.get_by_label("Secret key", exact=False).first.fill("sk_test_kiln")
    office.get_by_label("Webhook signing secret").fill("whsec_kiln")
    save(office)
    shot(office, "payment-saved", width)
    office.goto(f"{empty}/cms/setup/payment/")
    shot(office, "payment-before", width)
    office.get_by_role("button", name="Test the connection to Stripe").click()
    expect(office.locator("section[role=status]")).to_contain_text("Cards can be charged")
    shot(office, "payment", width)
    office.goto(f"{empty}/cms/setup/mail/")
    office.get_by_label("Sender address").fill("hello@lamps.example")
    shot(office, "mail", width)
    save(office)
    office.get_by_role("link", name="Add a product").click()
    settle(office)
    office.locator("[name=title_en]").fill("Reading lamp")
    office.locator("[name$=sku]").first.fill("L-1")
    office.locator("[name$=price]").first.fill("59")
    office.locator("[name$=stock]").first.fill("5")
    office.locator("input[name=is_public]").check()
    office.get_by_role("button", name="Save", exact=True).click()
    office.goto(f"{empty}/cms/shop-settings/")
    shot(office, "overview", width)
    office.goto(f"{empty}/cms/shop-settings/delivery/")
    shot(office, "delivery-area", width)

    buyer = chromium.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
    page = buyer.new_page()
    page.goto(f"{empty}/shop/catalogue/")
    shot(page, "catalogue", width)
    page.get_by_role("link", name="Reading lamp").first.click()
    add_to_basket(page)
    page.goto(f"{empty}/shop/checkout/")
    page.fill("input[name=email]", "nora@guest.example")
    go_on(page)
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    go_on(page)
    expect(page.locator("main")).to_contain_text("4.90")
    page.check("input[name=method][value=card]")
    go_on(page)
    order_now(page)
    type_card(page, CARD)
    pay(page)
    expect(page.locator(".order-number")).to_be_visible(timeout=20_000)
    buyer.close()

    order = Order.objects.get()
    assert (order.status, str(order.total_incl_tax), order.shipping_method) == (
        "Paid",
        "63.90",
        "Standard delivery",
    )
