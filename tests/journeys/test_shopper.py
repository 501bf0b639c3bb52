"""What a shopper does in the first week, on a desk and on a phone, each job with its number of clicks."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from shop.order.models import Order
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import ADDRESS, PASSWORD, go_on, path_in, settle
from tests.journeys.world import make_shop
from tests.search.factories import index_all
from tests.shop.catalogue.factories import picture
from tests.shop.factories import OrderFactory, UserFactory
from tests.shop.offer.makers import make_offer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
IN_VIEW = """(element) => {
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && element.contains(top);
}"""


class Shopper:
    """A tab whose clicks are counted; typing is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, target) -> None:
        (self.page.locator(target) if isinstance(target, str) else target).click()
        self.clicks += 1

    def button(self, name) -> None:
        buttons = self.page.get_by_role("button", name=name)
        self.click(buttons.locator("visible=true").first)

    def link(self, name) -> None:
        self.click(self.page.get_by_role("link", name=name).locator("visible=true").first)

    def go_on(self) -> None:
        go_on(self.page)
        self.clicks += 1


@pytest.fixture
def shop(site):
    shop = make_shop(site)
    for variant in (shop.tide, shop.snow):
        picture(variant, size=(80, 100), order=1)
    make_offer(name="Vases in May")
    index_all()
    return shop


@pytest.fixture
def nora(site):
    user = UserFactory(email="nora@member.example", first_name="Nora")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def shopper(page, size, live_server, shop):
    page.set_viewport_size(size)
    page.goto(live_server.url)
    page.get_by_role("button", name="No, thank you").click()
    expect(page.locator("#consent")).to_contain_text("Nothing is remembered")
    return Shopper(page)


@SIZES
def test_a_guest_finds_buys_and_follows_an_order(shopper, live_server, shop, size):
    page, base = shopper.page, live_server.url
    page.goto(f"{base}/shop/search/?q=snow+vase")
    expect(page.locator(".card .offer-note").first).to_have_text("10% off")
    shopper.click(page.locator(".card h3 a").first)
    expect(page.locator(".axis .strong").first).to_have_text("Snow")
    assert page.locator(".price-large").evaluate(IN_VIEW)
    expect(page.locator(".product-offers")).to_contain_text("10% off")

    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bar = page.locator(".buy-bar")
    if size is PHONE:
        expect(bar).to_be_visible()
        assert bar.get_by_role("button").evaluate(IN_VIEW)
        expect(bar.locator(".price")).to_contain_text("€52")
    else:
        expect(bar).to_be_hidden()
        page.evaluate("scrollTo(0, 0)")
    shopper.button("Add to basket")
    shopper.click("#basket-drawer >> text=Go to checkout")
    page.fill("input[name=email]", "nora@guest.example")
    shopper.go_on()
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=country]", "DE")
    for _step in ("address", "delivery", "payment", "review"):
        shopper.go_on()
    expect(page.locator(".order-number")).to_be_visible()
    # The hit, the button, the drawer, then a button for each step of the checkout.
    assert shopper.clicks == 8
    assert [line.product_id for line in Order.objects.get().lines.all()] == [shop.snow.pk]

    shopper.clicks = 0
    page.context.clear_cookies()
    page.goto(base + path_in(mail.outbox[0], containing="/order/"))
    expect(page.locator("main")).to_contain_text("Floor vase (Snow, 28 cm)")
    assert shopper.clicks == 0, "the mail's link is all it takes"


@SIZES
def test_a_guest_keeps_a_piece_logs_in_shares_the_list_and_orders_again(
    shopper, live_server, shop, nora, size
):
    page, base = shopper.page, live_server.url
    OrderFactory(
        user=nora, number="K-7", lines=[(shop.tide, 2)], date_placed=dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    )
    page.goto(base + reverse("catalogue:index"))
    settle(page)

    shopper.button("Add Floor vase to wish list")
    page.fill("input[name=login]", nora.email)
    page.fill("input[name=password]", PASSWORD)
    shopper.click("main form button[type=submit]")
    page.wait_for_url(f"{base}{reverse('catalogue:index')}*")
    heart = page.get_by_role("button", name="Remove Floor vase from wish list")
    expect(heart).to_be_visible()
    settle(page)
    heart.click()
    expect(page.get_by_role("button", name="Add Floor vase to wish list")).to_be_visible()
    page.get_by_role("button", name="Add Floor vase to wish list").click()
    expect(heart).to_be_visible()
    page.reload()
    expect(heart).to_be_visible()

    wishes = nora.wishlists.get()
    page.goto(base + wishes.get_absolute_url())
    shopper.link("Name and sharing")
    shopper.click("[name=visibility][value=Shared]")
    shopper.button("Save")
    settle(page)
    expect(page.locator("[data-share]")).to_have_attribute("data-share", re.compile(wishes.key))
    # The heart, the log-in, then sharing: its page, the choice, the button.
    assert shopper.clicks == 5

    shopper.clicks = 0
    page.goto(base + reverse("customer:order", kwargs={"order_number": "K-7"}))
    shopper.link("Order again")
    expect(page.locator("main")).to_contain_text("Floor vase (Tide, 28 cm)")
    shopper.button("Add chosen items to the basket")
    shopper.link("Go to checkout")
    page.wait_for_url("**/checkout/**")
    assert shopper.clicks == 3


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
def test_one_tap_shows_what_was_chosen_and_no_sheet_lies_over_the_bar(page, live_server, shop, size):
    page.set_viewport_size(size)
    page.goto(live_server.url + shop.floor_vase.get_absolute_url())
    settle(page)
    assert page.locator(".price-large").evaluate(IN_VIEW)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".buy-bar")).to_be_visible()
    assert page.locator("#consent button").first.evaluate(IN_VIEW)
    assert page.locator(".buy-bar button").evaluate(IN_VIEW)

    page.goto(live_server.url + reverse("catalogue:index"))
    page.get_by_role("button", name="No, thank you").click()
    page.get_by_role("button", name="Filter").click()
    sheet = page.locator("#facets")
    sheet.get_by_label("White").check()
    sheet.get_by_role("button", name=re.compile("Show")).click()
    expect(sheet).to_be_hidden()
    expect(page.locator(".listing-bar .chip")).to_contain_text("White")
    expect(page.locator(".card h3")).to_have_text(["Floor vase"])
