"""The search of everything by a real browser: by keyboard at a desk, by touch on a phone; no axe violation."""

import pytest

from crm_core.customers.services import identify
from tests.journeys.looking import FRAME, STANDARDS, VIOLATIONS, put_axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


def violations(page):
    put_axe(page)
    return [each for each in page.evaluate(VIOLATIONS, STANDARDS) if each.split(":")[0] not in FRAME]


def test_customer_is_found_by_keys_and_by_touch(enter, live_server):
    identify(email="mara.lindt@example.com", name="Mara Lindt", phone="+49 30 1234567")
    wanted = identify(email="wang.sf@example.com", name="王淑芬")
    page = enter("sales")
    page.goto(f"{live_server.url}/cms/")

    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search everything")
    box.type("shufen")
    page.get_by_role("option", name="王淑芬").wait_for()
    assert violations(page) == []
    assert box.get_attribute("aria-activedescendant") == "finder-option-1-1"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cms/customers/{wanted.pk}/")

    page.keyboard.press("Control+k")
    assert page.locator("#finder-list [role=option]").all_inner_texts() == ["shufen"]
    page.keyboard.press("Escape")
    assert not box.is_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("[data-finder-open]").click()
    box.fill("030 1234567")
    hit = page.get_by_role("option", name="Mara Lindt")
    hit.wait_for()
    assert page.locator("[data-finder]").bounding_box()["width"] == 390
    assert hit.bounding_box()["height"] >= 44
    assert violations(page) == []
    hit.click()
    page.wait_for_url("**/cms/customers/*/")
