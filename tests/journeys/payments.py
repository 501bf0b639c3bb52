"""What the journeys about paying share: a shop with the simulator behind it, and a filled checkout."""

import threading
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from config.demo.stripe_simulator.server import Simulator
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.journeys.steps import GO_ON, add_to_basket, go_on
from tests.shop.factories import CountryFactory, ProductFactory

CARD = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
ASKS = "4000 0025 0000 3155"


@dataclass
class Shop:
    """The shop's address, its simulator and what can be bought."""

    url: str
    simulator: Simulator
    product: object


@pytest.fixture
def shop(site, live_server, settings):
    """A shop with one bowl, whose cards are taken by the simulator, webhooks included."""
    CountryFactory(display_order=1)
    simulator = Simulator(
        port=0,
        secret_key="sk_test_x",
        webhook_url=f"{live_server.url}/payments/stripe/webhook/",
        webhook_secret="whsec_x",
    )
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    settings.KILN_STRIPE_PUBLISHABLE_KEY = "pk_test_x"
    settings.KILN_STRIPE_WEBHOOK_SECRET = "whsec_x"
    settings.KILN_STRIPE_API_BASE = simulator.base
    settings.KILN_STRIPE_JS_URL = f"{simulator.base}/stripe.js"
    settings.KILN_BASE_URL = live_server.url
    # The test's database is one connection for all threads, so nothing may come in between:
    # `shop.simulator.courier.flush()` brings the webhooks. tests/races has them at the same time.
    simulator.store.behaviour["held"] = True
    thread = threading.Thread(target=simulator.serve_with_webhooks, daemon=True)
    thread.start()
    yield Shop(live_server.url, simulator, ProductFactory(title="Tide bowl", price="29.90", num_in_stock=9))
    simulator.courier.stop()
    simulator.shutdown()
    thread.join(10)


def go_to_review(page: Page, shop: Shop, *, method: str = "card", email: str = "nora@guest.example") -> None:
    """Put the bowl into the basket and walk the checkout up to its last page."""
    page.goto(f"{shop.url}{shop.product.get_absolute_url()}")
    add_to_basket(page)
    page.goto(f"{shop.url}/shop/checkout/")
    if page.locator("input[name=email]").count():
        page.fill("input[name=email]", email)
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
    go_on(page)
    go_on(page)
    page.check(f"input[name=method][value={method}]")
    go_on(page)


def order_now(page: Page) -> None:
    """Click the review's button."""
    page.click(GO_ON)


def type_card(page: Page, number: str) -> None:
    """Fill the card's fields, which are in a frame of the payment provider."""
    frame = page.frame_locator("iframe[name=simulator-payment]")
    frame.get_by_label("Card number").fill(number)
    frame.get_by_label("Expiry").fill("12 / 34")
    frame.get_by_label("Security code").fill("123")


def pay(page: Page) -> None:
    """Click the payment page's button when it is ready."""
    button = page.locator("#pay > button[type=submit]")
    expect(button).to_be_enabled()
    button.click()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def come_in(request, chromium, client, shop):
    """Somebody logged in, in a browser of their own of either size."""
    contexts = []

    def as_user(user):
        client.force_login(user)
        context = chromium.new_context(viewport=request.param, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": shop.url}])
        return Hands(context.new_page())

    yield as_user
    for context in contexts:
        context.close()
