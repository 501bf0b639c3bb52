"""WCAG 2.2 AA by axe on every kind of page that editors write, with the demo's own words."""

import pytest

from config.demo.pages import PageWriter
from config.demo.ranges import add_ranges
from tests.journeys.looking import look_at_all
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


def test_pages_have_no_violation_and_nothing_sticks_out(written, context):
    assert look_at_all(context.new_page(), written, {path: path for path in PATHS}) == {}
