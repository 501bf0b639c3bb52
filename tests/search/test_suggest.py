"""What the search box offers while somebody types."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.content.factories import make_home, make_page
from tests.search.factories import index_all
from tests.shop.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def shop(site):
    home = make_home(site)
    make_page(home, title="How a bowl is thrown", slug="bowl")
    table = CategoryFactory(name="Table")
    bowls = CategoryFactory(name="Rice bowls", parent=table)
    CategoryFactory(name="Secret bowls", is_public=False)
    return bowls


def suggestions(client, text, language="en"):
    with translation.override(language):
        response = client.get(reverse("search:suggest"), {"q": text})
    assert response.status_code == 200
    return response


def test_products_categories_and_pages_are_offered(client, shop):
    products = ProductFactory.create_batch(7, title="Tide bowl", price="24", categories=[shop])
    index_all()

    response = suggestions(client, "bowl")
    html = response.content.decode()

    assert [card.product_id for card in response.context["cards"]] == [p.pk for p in products[:1:-1]]
    assert "€24" in html
    assert f'href="{shop.get_absolute_url()}"><span>Rice bowls</span>' in html
    assert "Secret bowls" not in html
    assert 'href="/bowl/"><span>How a bowl is thrown</span>' in html
    assert f'href="{reverse("search:search")}?q=bowl"' in html
    assert 'data-found="7 products"' in html
    assert html.count('role="option"') == 5 + 1 + 1 + 1


def test_what_was_mistyped_is_offered_put_right(client, shop):
    ProductFactory.create_batch(2, title="Tide bowl", categories=[shop])
    index_all()

    html = suggestions(client, "bwol").content.decode()

    assert html.count("Tide bowl") == 2
    assert "<span>Rice bowls</span>" in html
    assert 'href="/bowl/"' in html
    assert "All results for\n    “bowl”" in html or "All results for “bowl”" in html
    assert f'href="{reverse("search:search")}?q=bwol"' in html


def test_nothing_is_offered_for_nothing(client, shop, django_assert_num_queries):
    index_all()
    with django_assert_num_queries(0):
        assert suggestions(client, "  ").content.strip() == b""
    assert suggestions(client, "xyzzyq").content.strip() == b""


def test_what_is_typed_is_text_and_no_place_keeps_the_answer(client, shop):
    ProductFactory(title="Bowl", categories=[shop])
    index_all()

    response = suggestions(client, 'bowl"><script>')

    assert b"<script>" not in response.content
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, follow"


def test_names_are_those_of_the_readers_language(client, shop):
    shop.name_zh_hans = "饭碗"
    shop.save()
    ProductFactory(title="Tide bowl", title_zh_hans="潮汐碗", categories=[shop])
    index_all()

    html = suggestions(client, "碗", "zh-hans").content.decode()

    assert "潮汐碗" in html
    assert "<span>饭碗</span>" in html
    assert "How a bowl" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_and_three(client, shop, django_assert_max_num_queries, number):
    ProductFactory.create_batch(number, title="Tide bowl", categories=[shop])
    for place in range(number):
        CategoryFactory(name=f"Tea bowls {place}", parent=shop)
    index_all()

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = suggestions(client, "bowl")

    html = answer.content.decode()
    assert (html.count("Tide bowl"), html.count("Tea bowls")) == (
        number,
        min(number, 2),
    )  # with "Rice bowls", three categories at most
