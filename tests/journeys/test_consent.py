"""Who says no, or nothing, leaves no trace of what they looked at; who says yes does."""

import pytest
from playwright.sync_api import expect

from crm_core.consents.models import Consent
from personalization.interactions.models import BasketVisitor, Interaction, Visitor
from tests.journeys.steps import buy_what_is_in_the_basket, settle
from tests.journeys.world import make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Without these a shop does not work: form protection, session, basket, and the refusal itself.
NECESSARY = {"csrftoken", "sessionid", "oscar_open_basket", "messages", "kiln_consent"}


@pytest.fixture
def shop(site):
    return make_shop(site)


def look_around(page, base, shop):
    """Search, look at a piece twice, put it into the basket."""
    page.goto(f"{base}/shop/search/?q=vase")
    page.goto(base + shop.floor_vase.get_absolute_url())
    page.goto(f"{base}{shop.floor_vase.get_absolute_url()}?sku={shop.snow.upc}")
    settle(page)
    page.get_by_role("button", name="Add to basket").click()
    expect(page.locator("#basket-drawer")).to_contain_text("1 item")


def cookies_of(page):
    return {cookie["name"] for cookie in page.context.cookies()}


def kept_in_the_browser(page):
    return page.evaluate("() => localStorage.length + sessionStorage.length")


def rows():
    return {model.__name__: model.objects.count() for model in (Visitor, Interaction, BasketVisitor)}


NOTHING = {"Visitor": 0, "Interaction": 0, "BasketVisitor": 0}


@pytest.mark.parametrize("answer", ["No, thank you", ""])
def test_without_a_yes_nothing_is_stored(live_server, page, shop, answer):
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(live_server.url)
    if answer:
        page.get_by_role("button", name=answer).click()
        expect(page.locator("#consent")).to_contain_text("Nothing is remembered")

    look_around(page, live_server.url, shop)
    buy_what_is_in_the_basket(page, live_server.url, email="nora@guest.example")

    assert cookies_of(page) - NECESSARY == set()
    assert ("kiln_consent" in cookies_of(page)) is bool(answer)
    assert kept_in_the_browser(page) == 0
    assert rows() == NOTHING
    assert Consent.objects.count() == 0
    assert hosts == {live_server.url.split("/")[2]}


def test_with_a_yes_it_is_and_a_change_of_mind_takes_it_away(live_server, page, shop):
    page.goto(live_server.url)
    page.get_by_role("button", name="Yes, remember me").click()
    expect(page.locator("#consent")).to_contain_text("Thank you")

    look_around(page, live_server.url, shop)

    assert cookies_of(page) - NECESSARY == {"kiln_visitor"}
    kinds = Interaction.objects.values_list("kind", flat=True)
    assert sorted(set(kinds)) == sorted({"view", "search", "basket"})
    assert rows()["Visitor"] == rows()["BasketVisitor"] == 1

    page.goto(f"{live_server.url}/consent/")
    page.get_by_role("radio", name="No, thank you").check()
    page.get_by_role("button", name="Save my choice").click()
    expect(page.get_by_role("main")).to_contain_text("Your choice is saved.")

    assert cookies_of(page) - NECESSARY == set()
    assert rows() == NOTHING
    assert list(Consent.objects.order_by("pk").values_list("action", flat=True)) == ["granted", "refused"]
