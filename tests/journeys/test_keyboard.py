"""From the home page to a placed order with the keyboard alone; where the focus is can be seen at every stop."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shop.order.models import Order
from tests.journeys.steps import ADDRESS, settle
from tests.journeys.world import make_shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What has the focus: its role-like name, and whether a ring is drawn around it (or around its label).
FOCUS = """() => {
  const element = document.activeElement;
  const shown = [element, element.closest("label, .card"), element.nextElementSibling].filter(Boolean);
  const ringed = shown.some((part) => {
    const style = getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = element.getBoundingClientRect();
  const labels = element.labels ? [...element.labels].map((label) => label.innerText).join(" ") : "";
  return {
    words: (element.getAttribute("aria-label") || labels || element.innerText || element.title || "").trim(),
    name: element.getAttribute("name") || "",
    tag: element.tagName,
    isRinged: ringed,
    isOnScreen: box.bottom > 0 && box.top < innerHeight,
    isInDialog: Boolean(element.closest("dialog[open]")),
  };
}"""
FARTHEST = 60


class Keyboard:
    """Nothing but keys; each stop is looked at."""

    def __init__(self, page):
        self.page = page
        self.unseen = []

    def focus(self):
        return self.page.evaluate(FOCUS)

    def press(self, key):
        self.page.keyboard.press(key)

    def tab_to(self, *, words="", name="", value=""):
        """Go on by Tab until the control with these words, or of this name, has the focus."""
        stops = []
        for _stop in range(FARTHEST):
            self.press("Tab")
            here = self.focus()
            stops.append(here["words"] or here["name"])
            if here["tag"] != "BODY" and not (here["isRinged"] and here["isOnScreen"]):
                self.unseen.append(here)
            if (words and here["words"].startswith(words)) or (name and here["name"] == name):
                return
        raise AssertionError(f"{words or name} was not reached; stops: {stops}")

    def fill(self, name, value):
        self.tab_to(name=name)
        self.page.keyboard.type(value)

    def follow(self, words, *, until):
        """Go to a link or button, press Enter and wait for the address."""
        self.tab_to(words=words)
        self.press("Enter")
        self.page.wait_for_url(until)
        settle(self.page)


def go_on(keys, page, *, to):
    """Press the section's button; the next section opens in place and its heading has the focus."""
    keys.tab_to(words="Continue")
    keys.press("Enter")
    expect(page.locator(f"#checkout[data-step={to}]")).to_be_visible()
    expect(page.locator(f"#section-{to}")).to_be_focused()
    expect(page.locator("#announcer")).not_to_be_empty()


def check_out(keys, page):
    """Answer every section as a guest, typing and choosing by keys."""
    keys.fill("email", "nora@guest.example")
    go_on(keys, page, to="address")
    keys.tab_to(name="country")
    page.keyboard.type("Germany")
    for name, value in ADDRESS.items():
        keys.fill(name, value)
    go_on(keys, page, to="delivery")
    keys.tab_to(name="method_code")
    keys.press("Space")
    go_on(keys, page, to="payment")
    keys.tab_to(name="method")
    keys.press("Space")
    go_on(keys, page, to="review")
    keys.follow("Place order", until=f"**{reverse('checkout:thank-you')}")


def test_an_order_by_keyboard_alone(site, live_server, page):
    shop = make_shop(site)
    keys = Keyboard(page)
    page.goto(live_server.url)
    settle(page)
    keys.tab_to(words="Skip to content")
    keys.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.reload()
    keys.follow("Vases", until=f"**{shop.category.get_absolute_url()}")

    # A facet answers in place; the focus stays on its box, and the number of pieces is said.
    keys.tab_to(words="Tide")
    keys.press("Space")
    page.wait_for_url("**glaze=tide**")
    expect(page.locator(".card")).to_have_count(1)
    assert (keys.focus()["name"], keys.focus()["words"].split()[0]) == ("glaze", "Tide")
    expect(page.locator("#announcer")).to_contain_text("1 product")

    keys.follow("Floor vase", until=f"**{shop.floor_vase.get_absolute_url()}*")
    keys.tab_to(words="Snow")
    keys.press("Enter")
    page.wait_for_url(f"**sku={shop.snow.upc}")
    expect(page.get_by_role("link", name="Snow")).to_have_attribute("aria-current", "true")
    assert keys.focus()["words"].startswith("Snow")

    # The drawer takes the focus and gives it back.
    keys.tab_to(words="Add to basket")
    keys.press("Enter")
    expect(page.locator("#basket-drawer")).to_be_visible()
    assert keys.focus()["isInDialog"]
    keys.press("Escape")
    expect(page.locator("#basket-drawer")).to_be_hidden()
    assert keys.focus()["words"] == "Add to basket"
    keys.press("Enter")
    expect(page.locator("#basket-drawer")).to_contain_text("2 items")
    keys.follow("View basket", until="**/basket/")

    # A line changes in place; the focus stays on its field.
    keys.tab_to(name="quantity")
    keys.press("Control+a")
    page.keyboard.type("3")
    keys.press("Enter")
    expect(page.get_by_role("main").get_by_text("€156").first).to_be_visible()
    assert keys.focus()["name"] == "quantity"
    keys.follow("Go to checkout", until="**/checkout/")

    check_out(keys, page)

    order = Order.objects.get(number=page.locator(".order-number").inner_text())
    assert [(line.product, line.quantity) for line in order.lines.all()] == [(shop.snow, 3)]
    assert keys.unseen == []
