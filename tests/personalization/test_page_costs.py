"""What a personal home page costs, however much a visitor has bought."""

import pytest

from tests.content.factories import make_home
from tests.personalization.factories import ViewFactory, VisitorFactory, carry
from tests.shop.factories import OrderFactory, ProductFactory

HOME_LIMIT = 12


@pytest.mark.parametrize("number", [1, 3])
def test_home_of_a_returning_guest_stays_within_its_queries(
    client, site, number, django_assert_max_num_queries
):
    make_home(site)
    visitor = VisitorFactory(first_name="Mei")
    for product in ProductFactory.create_batch(number):
        line = OrderFactory(lines=[product]).lines.get()
        ViewFactory(kind="purchase", visitor=visitor, product=product, order_line=line)
    carry(client, visitor=visitor)
    client.get("/")

    with django_assert_max_num_queries(HOME_LIMIT):
        page = client.get("/")

    assert page.content.decode().count('<article class="card"') == number
    assert page.headers["Cache-Control"] == "private"


def test_home_of_a_stranger_asks_nothing_about_visitors(client, site, django_assert_max_num_queries):
    make_home(site)
    client.get("/")

    with django_assert_max_num_queries(HOME_LIMIT) as captured:
        client.get("/")

    assert [query for query in captured.captured_queries if "interactions_" in query["sql"]] == []
