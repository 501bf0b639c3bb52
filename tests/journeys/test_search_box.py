"""The search box by keys: suggestions while somebody types, as a combobox; and without script a form."""

import pytest
from playwright.sync_api import expect

from tests.i18n.world import make_world
from tests.journeys.looking import DESK, PHONE, STANDARDS, VIOLATIONS, put_axe, sticking_out
from tests.search.factories import index_all
from tests.shop.catalogue.factories import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = make_world(site, "en")
    picture(made.vase, size=(80, 100))
    index_all()
    return made


def test_suggestions_are_walked_by_keys(world, page, live_server):
    page.goto(live_server.url)
    page.get_by_label("Search", exact=True).first.press("Enter")
    box = page.get_by_role("combobox", name="Search the shop")
    assert box.get_attribute("aria-expanded") == "false"

    box.press_sequentially("tide")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert page.locator("#announcer").text_content() == "2 products"
    box.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")

    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "tide"
    box.press_sequentially(" v")
    expect(options.first).to_contain_text("Tide vase")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/tide-vase_*/")


def test_suggestions_have_no_violation_and_stick_out_nowhere(world, page, live_server):
    page.goto(live_server.url)
    page.get_by_label("Search", exact=True).first.click()
    page.get_by_role("combobox").press_sequentially("tide")
    page.get_by_role("option").first.wait_for()
    put_axe(page)

    for width, scheme in ((DESK, "light"), (PHONE, "dark")):
        page.emulate_media(color_scheme=scheme)
        assert sticking_out(page, width) == []
        assert page.evaluate(VIOLATIONS, STANDARDS) == []


def test_enter_sends_the_words_as_they_are(world, page, live_server):
    page.goto(live_server.url)
    page.get_by_label("Search", exact=True).first.click()
    page.get_by_role("combobox").press_sequentially("tide bowl")
    page.get_by_role("combobox").press("Enter")

    page.wait_for_url("**/search/?q=tide+bowl")
    assert page.get_by_role("link", name="Tide bowl").count() >= 1
