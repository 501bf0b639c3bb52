"""A promotion with a code: marketing makes it on one page, a shopper uses it; the clicks are counted."""

import pytest
from playwright.sync_api import expect

from shop.offer.models import ConditionalOffer
from shop.voucher.models import Voucher
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.journeys.steps import add_to_basket
from tests.journeys.world import make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_CLICKS = 6


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_marketing_makes_a_promotion_with_a_code_and_a_shopper_uses_it(
    site, live_server, enter, chromium, window
):
    shop = make_shop(site)
    page = enter("marketing")
    page.set_viewport_size(window)
    page.goto(f"{live_server.url}/cms/")
    hands = Hands(page)

    if window is PHONE:
        hands.click("Toggle sidebar")
    hands.click("Marketing")
    hands.click("Discount codes", role="link")
    hands.click("Create a code", role="link")
    hands.write("Code*", "spring15")
    hands.write("Name (English)*", "Spring")
    hands.write("Value", "15")
    hands.choose("Applies to*", "Single products")
    hands.write("Products", "floor")
    hands.click("Floor vase", role="option")
    expect(page.locator("[data-sentence]")).to_contain_text("15% off Floor vase. With the code SPRING15")
    expect(page.get_by_label("At least", exact=True)).to_be_hidden()
    hands.click("Create code")
    page.wait_for_url("**/cms/vouchers/*/")
    expect(page.get_by_role("main")).to_contain_text("15% off Floor vase")
    assert hands.clicks <= MOST_CLICKS + (window is PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (Voucher.objects.get().code, ConditionalOffer.objects.count()) == ("SPRING15", 1)

    shopper = chromium.new_context(viewport=window, locale="en-GB", reduced_motion="reduce").new_page()
    shopper.goto(live_server.url + shop.floor_vase.get_absolute_url())
    add_to_basket(shopper)
    shopper.goto(f"{live_server.url}/shop/basket/")
    shopper.locator("details:has(#voucher-code) > summary").click()
    shopper.fill("#voucher-code", "spring15")
    shopper.locator("form:has(#voucher-code) button").click()
    expect(shopper.get_by_role("main")).to_contain_text("SPRING15")
    expect(shopper.get_by_role("main")).to_contain_text("40.80")
    shopper.context.close()
