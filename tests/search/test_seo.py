"""Which listings search engines may keep, and under which address."""

import json
import re

import pytest
from django.urls import reverse

from tests.search.factories import give, index_all
from tests.shop.catalogue.factories import picture
from tests.shop.factories import CategoryFactory, ProductFactory
from tests.sites import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
HOST = "http://testserver"
NOT_KEPT = "noindex, follow"


@pytest.fixture
def bowls(settings):
    settings.OSCAR_PRODUCTS_PER_PAGE = 2
    category = CategoryFactory(name="Bowls", parent=CategoryFactory(name="Tableware"))
    for number, glaze in enumerate(["Tide", "Tide", "Tide", "Celadon"]):
        product = ProductFactory(title=f"Bowl {number}", price=str(20 + number), categories=[category])
        give(product, "glaze", glaze)
        give(product, "size", "28 cm")
    index_all()
    return category


def head_of(client, address):
    """(robots, canonical path, title, {language: path}, og:url path) of a page."""
    html = flat(client.get(address)).replace("&amp;", "&")
    robots = re.findall(r'<meta name="robots" content="([^"]+)"', html)
    (canonical,) = re.findall(r'<link rel="canonical" href="http://testserver([^"]+)"', html)
    (title,) = re.findall(r"<title>(.*?)</title>", html)
    alternates = dict(re.findall(r'rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)"', html))
    (og_url,) = re.findall(r'property="og:url" content="http://testserver([^"]+)"', html)
    return robots, canonical, title, alternates, og_url


@pytest.mark.parametrize(
    ("asked", "kept_as"),
    [
        ("", ""),
        ("?page=1", ""),
        ("?page=2", "?page=2"),
        ("?utm_source=letter", ""),
        ("?sort=relevance", ""),
        ("?glaze=tide", "?glaze=tide"),
        ("?utm_source=letter&glaze=tide&page=2", "?glaze=tide&page=2"),
        ("?price=cheap", ""),
    ],
)
def test_a_listing_its_pages_and_a_single_facet_are_kept(client, bowls, asked, kept_as):
    address = bowls.get_absolute_url()

    robots, canonical, _title, alternates, og_url = head_of(client, address + asked)

    assert (robots, canonical, og_url) == ([], address + kept_as, address + kept_as)
    assert alternates == {
        "en": address + kept_as,
        "x-default": address + kept_as,
        "zh-Hans": f"/zh-hans{address}{kept_as}",
        "zh-Hant": f"/zh-hant{address}{kept_as}",
    }


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("?glaze=tide&glaze=celadon", ""),
        ("?glaze=tide&size=28-cm", ""),
        ("?glaze=tide&sort=price", ""),
        ("?glaze=tide&stock=1", ""),
        ("?glaze=unheard-of", ""),
        ("?sort=price", ""),
        ("?sort=price&page=2", "?page=2"),
        ("?price=20-80", ""),
        ("?price_from=20", ""),
        ("?stock=1", ""),
        ("?q=bowl", ""),
    ],
)
def test_combinations_orders_prices_and_words_are_not_kept(client, bowls, asked, canonical):
    address = bowls.get_absolute_url()

    assert head_of(client, address + asked)[:2] == ([NOT_KEPT], address + canonical)


def test_a_facet_that_is_kept_is_named_in_the_title(client, bowls):
    address = bowls.get_absolute_url()

    assert head_of(client, f"{address}?glaze=tide")[2] == "Bowls · Tide · Kiln"
    assert head_of(client, f"{address}?glaze=tide&page=2")[2] == "Bowls · Tide · page 2 · Kiln"
    assert head_of(client, f"{address}?glaze=tide&sort=price")[2] == "Bowls · Kiln"


@pytest.mark.parametrize("query", ["", "?q=bowl", "?glaze=tide"])
def test_search_results_are_never_kept(client, bowls, query):
    html = flat(client.get(reverse("search:search") + query))

    assert re.findall(r'<meta name="robots" content="([^"]+)"', html) == [NOT_KEPT]
    assert 'rel="canonical"' not in html


def test_a_category_says_where_it_stands(client, bowls):
    html = flat(client.get(bowls.get_absolute_url()))

    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    (crumbs,) = json.loads(block)
    above = bowls.get_parent().get_absolute_url()
    assert [(item["position"], item["name"], item["item"]) for item in crumbs["itemListElement"]] == [
        (1, "Shop", f"{HOST}/shop/catalogue/"),
        (2, "Tableware", HOST + above),
        (3, "Bowls", HOST + bowls.get_absolute_url()),
    ]


def test_a_category_is_shared_with_its_own_picture_else_with_the_first_products(client, bowls):
    def shared():
        html = flat(client.get(bowls.get_absolute_url()))
        return re.findall(r'property="og:image" name="twitter:image" content="([^"]+)"', html)

    assert shared() == []
    shown = client.get(bowls.get_absolute_url()).context["listing"].cards[0]
    image = picture(ProductFactory._meta.model.objects.get(pk=shown.product_id), size=(8, 10))
    assert shared() == [f"{HOST}/media/renditions/1600/{image.original.name}.webp"]

    bowls.image = "categories/bowls.jpg"
    bowls.save()
    assert shared() == [f"{HOST}/media/renditions/1600/categories/bowls.jpg.webp"]
