"""What personal parts add to the cost of a page, however much a visitor has bought."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.content.factories import make_home
from tests.personalization.factories import ViewFactory, VisitorFactory, carry
from tests.shop.factories import OrderFactory, ProductFactory

HOME_LIMIT = 12  # for whoever comes back, too
OWN_QUERIES = 3  # whose visit, what they bought, what they do not want
CARD_QUERIES = 2  # as for any strip: products with their glazes, stock


def home_queries(client):
    """Open the home page for the second time and return its queries and the page."""
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/")
    return [query["sql"] for query in captured.captured_queries], page


def test_home_of_a_stranger_asks_nothing_about_visitors(client, site):
    make_home(site)

    queries, _page = home_queries(client)

    assert len(queries) <= HOME_LIMIT
    assert [sql for sql in queries if "interactions_" in sql] == []


@pytest.mark.parametrize("number", [1, 3])
def test_returning_guest_costs_one_strip_and_two_queries_more(client, site, number):
    make_home(site)
    strangers, _page = home_queries(client)
    visitor = VisitorFactory(first_name="Mei")
    for product in ProductFactory.create_batch(number):
        line = OrderFactory(lines=[product]).lines.get()
        ViewFactory(kind="purchase", visitor=visitor, product=product, order_line=line)

    queries, page = home_queries(carry(client, visitor=visitor))

    assert page.content.decode().count('<article class="card"') == number
    assert page.headers["Cache-Control"] == "private"
    assert len(queries) - len(strangers) == OWN_QUERIES + CARD_QUERIES
    assert len(queries) <= HOME_LIMIT


@pytest.mark.parametrize("number", [1, 3])
def test_on_a_home_page_with_strips_a_returning_guest_costs_two_queries_more(client, site, number):
    """The personal strip's cards come in one call with those of the editors' strips, wherever it stands."""
    shown = ProductFactory.create_batch(number)
    strip = {"label": "", "heading": "New", "products": shown, "category": None, "limit": 4}
    make_home(site, body=[("product_strip", strip), ("product_strip", strip)])
    strangers, _page = home_queries(client)
    visitor = VisitorFactory(first_name="Mei")
    for product in ProductFactory.create_batch(number):
        line = OrderFactory(lines=[product]).lines.get()
        ViewFactory(kind="purchase", visitor=visitor, product=product, order_line=line)

    queries, page = home_queries(carry(client, visitor=visitor))

    assert page.content.decode().count('<article class="card"') == 3 * number
    assert len(queries) - len(strangers) == OWN_QUERIES
    assert len(queries) <= HOME_LIMIT
