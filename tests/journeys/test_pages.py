"""WCAG 2.2 AA by axe on every kind of page that editors write, with the demo's own words."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from config.demo.pages import PageWriter
from config.demo.ranges import add_ranges
from tests.journeys.test_accessibility import RULES
from tests.shop.factories import CategoryFactory, ProductFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATHS = (
    *("/", "/our-kiln/", "/wholesale/", "/winter-table/", "/collections/", "/collections/tide/"),
    *("/journal/", "/journal/the-handle-comes-last/", "/help/", "/help/questions/"),
    *("/showrooms/", "/showrooms/hamburg/", "/zh-hans/glazes/", "/zh-hant/contact/"),
)


@pytest.fixture
def written(site, settings, tmp_path, live_server):
    settings.MEDIA_ROOT = tmp_path / "media"
    for slug in ("vases", "bowls", "plates", "cups-and-mugs"):
        CategoryFactory(name=slug.title(), slug=slug)
    ProductFactory.create_batch(2)
    add_ranges()
    PageWriter().write()
    return live_server.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_have_no_violation_and_nothing_sticks_out(written, context, scheme, width):
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = {}
    for path in PATHS:
        page.goto(f"{written}{path}")
        page.wait_for_load_state("networkidle")
        violations = Axe().run(page, options=RULES).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        if violations or wide:
            found[path] = ([(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations], wide)

    assert found == {}
