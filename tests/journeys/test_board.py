"""The board of orders by a real browser: mouse, finger and keyboard move cards, a refusal is told and undone."""

import pytest
from playwright.sync_api import expect

from shop.order.models import Order
from tests.config.roles.people import member
from tests.journeys.conftest import PHONE
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
BOARD = "/cms/shop/orders/board/"


@pytest.fixture
def sent():
    order = OrderFactory(number="K-1")
    Order.objects.filter(pk=order.pk).update(status="Dispatched")
    return order


def column(page, name):
    return page.locator(f"[data-column='{name}']")


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, 60)


def drag(page, card, target):
    page.mouse.move(*middle(card))
    page.mouse.down()
    x, y = middle(target)
    page.mouse.move(x - 30, y, steps=4)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def test_mouse_moves_a_card_and_the_counts_follow(enter, live_server, sent):
    page = enter("fulfilment")
    page.goto(live_server.url + BOARD)
    card = page.locator("[data-card]")
    column(page, "Complete").scroll_into_view_if_needed()

    drag(page, card.locator("p").last, column(page, "Complete"))

    expect(column(page, "Complete").locator("[data-card]")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Completed")).to_be_visible()
    expect(column(page, "Dispatched").locator("[data-count]")).to_have_attribute("data-count", "0")
    assert status_of(sent) == "Complete"
    assert page.url.endswith(BOARD)


def test_a_column_that_the_table_does_not_allow_takes_no_card(enter, live_server, sent):
    page = enter("fulfilment")
    page.goto(live_server.url + BOARD)

    drag(page, page.locator("[data-card] p").last, column(page, "Paid"))

    expect(column(page, "Dispatched").locator("[data-card]")).to_have_count(1)
    assert status_of(sent) == "Dispatched"


def test_keyboard_moves_by_the_menu_and_the_focus_stays_with_the_card(enter, live_server, sent):
    page = enter("fulfilment")
    page.goto(live_server.url + BOARD)
    page.locator("[data-card] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(column(page, "Complete").locator("[data-card]")).to_have_count(1)
    expect(page.locator("[data-card] a")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Completed")).to_be_visible()
    assert status_of(sent) == "Complete"


def test_what_is_refused_goes_back_and_says_why(enter, live_server, sent):
    page = enter("fulfilment").context.new_page()  # the browser notes the refusal as an error of its own
    page.goto(live_server.url + BOARD)
    Order.objects.filter(pk=sent.pk).update(status="Cancelled")

    column(page, "Complete").scroll_into_view_if_needed()
    drag(page, page.locator("[data-card] p").last, column(page, "Complete"))

    expect(page.get_by_role("alert").filter(has_text="was changed meanwhile")).to_be_visible()
    expect(column(page, "Complete").locator("[data-card]")).to_have_count(0)
    expect(column(page, "Cancelled").locator("[data-card]")).to_have_count(1)
    assert status_of(sent) == "Cancelled"


def test_a_dispatch_asks_first(enter, live_server):
    order = OrderFactory(number="K-2")
    page = enter("fulfilment")
    Order.objects.filter(pk=order.pk).update(status="Paid", paid_at="2026-11-01T12:00Z")
    page.goto(live_server.url + BOARD)

    page.locator("[data-card] summary").click()
    page.get_by_role("button", name="Mark as shipped").click()
    page.wait_for_url("**/cms/bulk/order/order/dispatch/**")

    assert status_of(order) == "Paid"


def test_finger_moves_a_card_by_its_handle_and_scrolls_by_the_rest(chromium, client, live_server, sent):
    context = chromium.new_context(
        viewport={"width": 820, "height": 1180}, has_touch=True, reduced_motion="reduce"
    )
    client.force_login(member("fulfilment"))
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + BOARD)
    touch = context.new_cdp_session(page)
    column(page, "Complete").scroll_into_view_if_needed()

    x, y = middle(page.locator("[data-handle]"))
    to_x, to_y = middle(column(page, "Complete"))
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": (x + to_x) / 2, "y": to_y}]),
        ("touchMove", [{"x": to_x, "y": to_y}]),
        ("touchEnd", []),
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    expect(column(page, "Complete").locator("[data-card]")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Completed")).to_be_visible()
    assert status_of(sent) == "Complete"
    context.close()


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_board_is_no_wider_than_the_window_and_breaks_no_rule(enter, live_server, sent, size):
    page = enter("fulfilment")
    page.set_viewport_size(size)
    page.goto(live_server.url + BOARD)

    put_axe(page)

    assert [said for said in page.evaluate(VIOLATIONS, STANDARDS) if said.split(":")[0] not in FRAME] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
