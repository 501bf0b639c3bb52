"""Steps that several journeys take, through the pages a visitor sees."""

import re
from typing import Any

from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

PASSWORD = "glaze-and-fire-2026"
ADDRESS = {
    "first_name": "Nora",
    "last_name": "Winter",
    "line1": "Seestraße 4",
    "postcode": "78462",
    "line4": "Konstanz",
}


def path_in(letter: Any, *, containing: str) -> str:
    """Return the path of a mail's link; the mail names the shop's own host, the test has another."""
    return re.search(rf"https?://[^/\s]+(/\S*{containing}\S*)", letter.body)[1]


def settle(page: Page) -> None:
    """Wait until the page has loaded what it loads, its script with it."""
    page.wait_for_load_state("networkidle")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the page's own part."""
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def add_to_basket(page: Page) -> None:
    """Press the product page's button and wait until the piece is in the basket, however busy the machine."""
    with page.expect_response(lambda answer: "/basket/add/" in answer.url):
        page.get_by_role("button", name="Add to basket").first.click()
    settle(page)


def log_in(page: Page, base: str, email: str, *, then: str) -> None:
    """Log in by password and arrive at a path."""
    page.goto(f"{base}{reverse('account_login')}?next={then}")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{base}{then}*")


def open_account(page: Page, base: str, email: str, *, then: str, prefix: str = "") -> None:
    """Sign up on the page that is open or by its address, confirm by the mail's link, arrive at a path."""
    page.goto(f"{base}{prefix}{reverse('account_signup')}?next={then}")
    page.fill("input[name=email]", email)
    page.fill("input[name=password1]", PASSWORD)
    page.fill("input[name=password2]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/confirm-email/")
    page.goto(base + path_in(mail.outbox[-1], containing="confirm-email"))
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{base}{then}")


# The button of the checkout's open section.
GO_ON = "main :is(#go-on, form[data-once] button[type=submit])"


def go_on(page: Page) -> None:
    """Press the open section's button and wait for the next one, in place or as a page."""
    step = page.locator("#checkout").get_attribute("data-step")
    page.click(GO_ON)
    expect(page.locator(f"#checkout[data-step={step}]")).to_have_count(0, timeout=15_000)


def buy_what_is_in_the_basket(page: Page, base: str, *, email: str) -> str:
    """Walk the checkout as a guest; return the order's number."""
    page.goto(base + reverse("checkout:index"))
    page.fill("input[name=email]", email)
    go_on(page)
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.select_option("select[name=country]", "DE")
    for _step in ("address", "delivery", "payment", "review"):
        go_on(page)
    expect(page.locator(".order-number")).to_be_visible()
    return page.locator(".order-number").inner_text()
