"""A visitor finds a vase by facet, picks a glaze, adds two, changes language, signs up, keeps the basket."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from shop.basket.models import Basket
from shop.user.models import User
from tests.journeys.steps import open_account, settle
from tests.journeys.world import make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_vase_found_by_facet_is_in_the_basket_after_signing_up(site, live_server, page):
    shop = make_shop(site)
    base = live_server.url
    page.goto(base)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Vases").click()
    settle(page)
    expect(page.locator(".card h3")).to_have_text(["Bud vase", "Floor vase"])

    # A click and not `check`: the list that comes back brings a box of its own.
    page.get_by_role("checkbox", name=re.compile("Tide")).click()
    page.wait_for_url("**glaze=tide**")
    expect(page.locator(".card h3")).to_have_text(["Floor vase"])
    page.get_by_role("link", name="Floor vase").click()
    settle(page)
    page.get_by_role("group", name=re.compile("Glaze")).get_by_role("link", name="Snow").click()
    page.wait_for_url(f"**sku={shop.snow.upc}")
    page.get_by_role("button", name="Increase quantity").click()
    page.get_by_role("button", name="Add to basket").click()
    expect(page.locator("#basket-drawer")).to_contain_text("2 items")
    page.keyboard.press("Escape")

    page.get_by_role("group").filter(has=page.get_by_label("Language")).first.locator("summary").click()
    page.get_by_role("link", name="简体中文").first.click()
    settle(page)
    assert f"/zh-hans{shop.floor_vase.get_absolute_url()}" in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("落地花瓶")

    basket = f"/zh-hans{reverse('basket:summary')}"
    open_account(page, base, "mei@example.com", then=basket, prefix="/zh-hans")

    assert re.search("[\u4e00-\u9fff]", mail.outbox[0].subject)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator(".basket-line")).to_have_count(1)
    expect(page.locator(".basket-line input[name=quantity]")).to_have_value("2")
    kept = Basket.open.get()
    assert (kept.owner, kept.lines.get().product) == (User.objects.get(email="mei@example.com"), shop.snow)
