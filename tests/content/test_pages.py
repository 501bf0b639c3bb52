from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.content.factories import make_home, make_page
from tests.shop.factories import ProductFactory

HOME_QUERIES = 12


def strip(products):
    return (
        "product_strip",
        {"label": "", "heading": "New", "products": products, "category": None, "limit": 12},
    )


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


def test_home_page_costs_the_same_with_one_three_and_three_hundred_products(site, client):
    home = make_home(site)
    counts = {1: [], 3: []}
    for more in (1, 2, 297):
        products = ProductFactory.create_batch(more)
        body = [strip(products[:3]), strip([]), ("quote", {"text": "Words", "who": "Somebody"})]
        for strips, found in counts.items():
            home.body = body[:strips]
            home.save_revision().publish()
            found.append(queries_of(client, "/"))

    for found in counts.values():
        assert len(set(found)) == 1
        assert found[0] <= HOME_QUERIES


def test_fragment_of_a_page_follows_its_next_version(site, client):
    home = make_home(site)
    page = make_page(home, body=[("quote", {"text": "The first words", "who": ""})])
    assert "The first words" in client.get("/story/").content.decode()

    page.body = [("quote", {"text": "The second words", "who": ""})]
    page.save_revision().publish()

    assert "The second words" in client.get("/story/").content.decode()


def test_page_in_another_language_is_found_below_its_prefix(site, client):
    make_home(site)
    chinese = make_home(site, language="zh-hans", title="首页")
    make_page(chinese, title="故事")

    assert "故事" in client.get("/zh-hans/story/").content.decode()


def test_a_page_below_a_hidden_one_is_hidden_too(client, site):
    home = make_home(site)
    above = make_page(home)
    make_page(above, title="Below", slug="below")
    PageViewRestriction.objects.create(page=above, restriction_type=PageViewRestriction.LOGIN)

    assert client.get("/").status_code == 200
    assert client.get("/story/").status_code == 302
    assert client.get("/story/below/").status_code == 302
