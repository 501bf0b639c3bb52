"""Lists of the back office on a phone: cards that name their values, nothing wider than the window."""

import pytest
from playwright.sync_api import expect

from config.roles.services import set_up_roles
from tests.journeys.conftest import PHONE
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]
WIDER = "document.documentElement.scrollWidth - innerWidth"
HANGING = (
    "[...document.querySelectorAll('main td')].filter((cell) => cell.getClientRects().length"
    " && cell.getBoundingClientRect().right > innerWidth + 1).length"
)
BEFORE = "(cell) => getComputedStyle(cell, '::before').content"


@pytest.mark.parametrize(("path", "label"), [("/cms/shop/orders/", "Total"), ("/cms/shop/users/", "Name")])
def test_a_row_is_a_card_whose_values_say_what_they_are(enter, live_server, path, label):
    OrderFactory(number="K-1")
    page = enter("admin")
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + path)

    cell = page.locator(f"td[data-label='{label}']").first
    expect(cell).to_be_visible()
    assert cell.evaluate(BEFORE) == f'"{label}"'
    assert (page.evaluate(WIDER), page.evaluate(HANGING)) == (0, 0)


def test_actions_on_ticked_rows_are_at_hand_and_within_the_window(enter, live_server):
    set_up_roles()
    OrderFactory.create_batch(6)
    page = enter("admin")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/cms/shop/orders/")

    page.locator("tbody input[type=checkbox]").first.check()

    for words in ("Mark as paid", "Mark as shipped", "Cancel"):
        expect(page.locator("[data-bulk-action-button]", has_text=words)).to_be_in_viewport(ratio=1)
