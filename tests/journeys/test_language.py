"""Whoever changes the language in the middle stays on their step, with all that they typed."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import add_to_basket, go_on
from tests.shop.factories import CountryFactory, ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def change_language(page, name):
    """Press a language as a visitor finds it: in the menu of a phone, in the globe of a window."""
    is_phone = page.viewport_size["width"] == PHONE["width"]
    menu = page.locator("details.menu" if is_phone else "details.languages")
    menu.locator("summary").first.click()
    menu.get_by_role("link", name=name).click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_guest_changes_the_language_in_mid_checkout(site, live_server, page, window):
    page.set_viewport_size(window)
    CountryFactory(display_order=1)
    CountryFactory(iso_3166_1_a2="TW", iso_3166_1_a3="TWN", printable_name="Taiwan")
    product = ProductFactory(num_in_stock=9)
    page.goto(f"{live_server.url}{product.get_absolute_url()}")
    add_to_basket(page)
    page.goto(f"{live_server.url}/shop/checkout/")
    page.fill("input[name=email]", "nora@guest.example")
    go_on(page)
    expect(page).to_have_url(re.compile("/shop/checkout/address/$"))
    page.fill("[name=first_name]", "Nora")
    page.fill("[name=line1]", "Seestraße 4")

    change_language(page, "简体中文")

    expect(page).to_have_url(re.compile("/zh-hans/shop/checkout/address/$"))
    expect(page.locator("[name=first_name]")).to_have_value("Nora")
    expect(page.locator("[name=line1]")).to_have_value("Seestraße 4")
    page.fill("[name=last_name]", "Winter")
    page.fill("[name=postcode]", "78462")
    page.fill("[name=line4]", "Konstanz")
    go_on(page)
    page.check("input[name=method_code][value=express]")
    change_language(page, "English")

    expect(page).to_have_url(re.compile("(?<!zh-hans)/shop/checkout/delivery/$"))
    expect(page.locator("input[name=method_code][value=express]")).to_be_checked()
    assert page.evaluate("sessionStorage.length") == 0


def test_form_of_any_page_is_kept_but_its_passwords(site, live_server, page):
    page.goto(f"{live_server.url}/accounts/signup/")
    page.fill("[name=email]", "nora@guest.example")
    page.fill("[name=password1]", "glaze-and-fire-2026")

    change_language(page, "繁體中文")

    expect(page).to_have_url(re.compile("/zh-hant/accounts/signup/"))
    expect(page.locator("[name=email]")).to_have_value("nora@guest.example")
    expect(page.locator("[name=password1]")).to_have_value("")
