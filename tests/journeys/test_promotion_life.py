"""A promotion is made in plain words, approved by somebody else, simulated, live, and used up."""

import pytest
from playwright.sync_api import expect

from shop.promotions.models import Promotion
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.journeys.world import make_shop
from tests.shop.factories import OrderFactory
from tests.shop.offer.makers import basket_with
from tests.shop.promotions.makers import need_approval

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Spring floor vases"


def test_made_approved_simulated_live_and_used_up(site, live_server, enter):
    shop = make_shop(site)
    need_approval()
    page = enter("marketing")
    page.set_viewport_size(DESKTOP)
    hands = Hands(page)
    page.goto(f"{live_server.url}/cms/promotions/new/")
    expect(page.get_by_label("Pieces bought")).to_be_hidden()
    hands.write("Value", "20")
    hands.choose("Applies to*", "Single products")
    hands.write("Products", "floor")
    hands.click("Floor vase", role="option")
    hands.write("Name (English)*", NAME)
    hands.write("Uses in all, at most", "1")
    expect(page.locator("[data-sentence]")).to_contain_text("20% off Floor vase")
    hands.click("Save as a draft")
    page.wait_for_url("**/cms/promotions/*/")
    hands.click("Launch")
    expect(page.get_by_role("main")).to_contain_text("Somebody else has to approve it.")
    promotion = Promotion.objects.get()

    hands.click("Simulate", role="link")
    hands.click("Simulate")
    expect(page.locator("#result")).to_contain_text("Floor vase")
    expect(page.get_by_text("These fire")).to_be_visible()
    expect(page.locator(".is-fired")).to_contain_text(NAME)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    chief = enter("admin")
    chief.goto(f"{live_server.url}/cms/promotions/{promotion.pk}/")
    Hands(chief).click("Approve")
    expect(chief.get_by_role("main")).to_contain_text("running")
    product = shop.floor_vase.children.first() or shop.floor_vase
    OrderFactory(basket=basket_with((product, 1)))
    chief.reload()
    expect(chief.get_by_role("main")).to_contain_text("used up")
    chief.goto(f"{live_server.url}/cms/publishing-calendar/")
    expect(chief.get_by_role("main")).to_contain_text(NAME)
    chief.set_viewport_size(PHONE)
    expect(chief.locator(".publishing-grid")).to_be_hidden()
    expect(chief.locator(".publishing-list")).to_contain_text(NAME)
