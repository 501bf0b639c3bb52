"""What crawlers find: robots.txt and the sitemaps."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from config import sitemaps
from shop.catalogue.models import Product
from tests.content.factories import make_home, make_page
from tests.shop.factories import CategoryFactory, ParentProductFactory, ProductFactory, UserFactory
from tests.sites import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
HOST = "http://testserver"


def tree_of(client, path):
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/xml")
    return ET.fromstring(response.content)


def entries_of(client, section, query=""):
    """Path -> (last change, {language: path of the alternate})."""
    found = {}
    for url in tree_of(client, f"/sitemap-{section}.xml{query}").findall("s:url", NAMES):
        links = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        links = {code: address.removeprefix(HOST) for code, address in links.items()}
        found[url.findtext("s:loc", "", NAMES).removeprefix(HOST)] = (
            url.findtext("s:lastmod", None, NAMES),
            links,
        )
    return found


def test_the_index_names_every_section_by_its_full_address(client):
    product = ProductFactory()
    Product.objects.filter(pk=product.pk).update(date_updated=datetime(2026, 3, 1, tzinfo=UTC))

    files = tree_of(client, "/sitemap.xml").findall("s:sitemap", NAMES)

    assert [file.findtext("s:loc", "", NAMES) for file in files] == [
        f"{HOST}/sitemap-products.xml",
        f"{HOST}/sitemap-categories.xml",
        f"{HOST}/sitemap-pages.xml",
        f"{HOST}/sitemap-partners.xml",
    ]
    assert files[0].findtext("s:lastmod", "", NAMES) == "2026-03-01T00:00:00+00:00"


def test_a_product_stands_there_once_per_language_with_its_translations(client):
    product = ProductFactory(title="Bud vase")
    Product.objects.filter(pk=product.pk).update(date_updated=datetime(2026, 3, 1, tzinfo=UTC))
    path = product.get_absolute_url()
    alternates = {
        "en": path,
        "zh-Hans": f"/zh-hans{path}",
        "zh-Hant": f"/zh-hant{path}",
        "x-default": path,
    }

    addresses = (path, f"/zh-hans{path}", f"/zh-hant{path}")
    assert entries_of(client, "products") == dict.fromkeys(addresses, ("2026-03-01", alternates))


def test_hidden_products_and_variants_are_left_out(client):
    ProductFactory(is_public=False)
    parent = ParentProductFactory()
    ProductFactory(parent=parent)

    assert next(iter(entries_of(client, "products"))) == parent.get_absolute_url()
    assert len(entries_of(client, "products")) == 3


def test_a_category_changes_with_what_is_below_and_hidden_ones_are_left_out(client):
    top = CategoryFactory(name="Tableware")
    below = CategoryFactory(name="Bowls", parent=top)
    hidden = CategoryFactory(name="Secret", is_public=False)
    CategoryFactory(name="Deep secret", parent=hidden)
    product = ProductFactory(categories=[below])
    Product.objects.filter(pk=product.pk).update(date_updated=datetime(2026, 3, 1, tzinfo=UTC))
    hidden.refresh_from_db()
    hidden.save()

    found = {path: changed for path, (changed, _links) in entries_of(client, "categories").items()}

    english = {path: changed for path, changed in found.items() if not path.startswith("/zh-")}
    assert english == dict.fromkeys(
        ["/shop/catalogue/", top.get_absolute_url(), below.get_absolute_url()], "2026-03-01"
    )


def test_pages_name_only_the_translations_that_are_published(client, site):
    english, chinese = make_home(site), make_home(site, language="zh-hans", title="首页")
    story = make_page(english)
    make_page(chinese, title="故事", slug="gushi", translation_key=story.translation_key)
    make_page(english, title="Draft", slug="draft").unpublish()
    secret = make_page(english, title="Secret", slug="secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")

    found = {path: links for path, (_changed, links) in entries_of(client, "pages").items()}

    home = {"en": "/", "zh-Hans": "/zh-hans/", "x-default": "/"}
    both = {"en": "/story/", "zh-Hans": "/zh-hans/gushi/", "x-default": "/story/"}
    assert found == {"/": home, "/zh-hans/": home, "/story/": both, "/zh-hans/gushi/": both}


def test_a_full_file_is_followed_by_the_next(client, monkeypatch):
    monkeypatch.setattr(sitemaps.LanguageSitemap, "limit", 6)
    products = ProductFactory.create_batch(3)

    index = tree_of(client, "/sitemap.xml")

    addresses = [file.findtext("s:loc", "", NAMES) for file in index.findall("s:sitemap", NAMES)]
    assert addresses[:2] == [f"{HOST}/sitemap-products.xml", f"{HOST}/sitemap-products.xml?p=2"]
    assert len(entries_of(client, "products")) == 6
    assert next(iter(entries_of(client, "products", "?p=2"))) == products[2].get_absolute_url()


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap-products.xml?p=2",
        "/sitemap-products.xml?p=0",
        "/sitemap-products.xml?p=x",
        "/sitemap-users.xml",
    ],
)
def test_a_file_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sitemap.xml", *(f"/sitemap-{name}.xml" for name in sitemaps.SITEMAPS)])
def test_a_file_takes_as_many_queries_for_three_things_as_for_one(client, site, path):
    home, used = make_home(site), []
    for number in range(3):
        ProductFactory(categories=[CategoryFactory(parent=CategoryFactory())])
        make_page(home, slug=f"story-{number}")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        used.append(len(queries))

    assert used[0] == used[1] == used[2] <= 12


def rules_of(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.split(": ", 1) for line in response.content.decode().splitlines() if line]
    return {name: [value for key, value in lines if key == name] for name, _value in lines}


def test_robots_are_led_to_the_sitemap_and_kept_from_what_is_private(client):
    rules = rules_of(client)

    assert (rules["User-agent"], rules["Allow"]) == (["*"], ["/"])
    assert rules["Sitemap"] == [f"{HOST}/sitemap.xml"]
    private = ["/shop/basket/", "/shop/checkout/", "/shop/accounts/", "/accounts/", "/partners/"]
    kept = {f"{prefix}{path}" for path in private for prefix in ("", "/zh-hans", "/zh-hant")}
    assert set(rules["Disallow"]) - kept == {
        *("/cms/", "/r/", "/i18n/"),
        *(
            f"/*{mark}{name}="
            for mark in "?&"
            for name in ("q", "sort", "price", "price_from", "price_to", "stock", "rating")
        ),
    }


def test_robots_may_read_what_the_sitemap_names(client):
    product = ProductFactory(categories=[CategoryFactory()])
    named = [*entries_of(client, "products"), *entries_of(client, "categories")]
    forbidden = [path for path in rules_of(client)["Disallow"] if "*" not in path]

    assert product.get_absolute_url() in named
    assert [path for path in named if path.startswith(tuple(forbidden))] == []


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/shop/basket/",
        "/shop/accounts/profile/",
        "/shop/accounts/orders/",
        "/shop/accounts/wishlists/",
        "/zh-hant/shop/accounts/alerts/",
        "/partners/",
    ],
)
def test_pages_of_one_person_are_not_kept(client, path):
    client.force_login(UserFactory())

    html = flat(client.get(path, follow=True))

    assert re.findall(r'<meta name="robots" content="([^"]+)"', html) == ["noindex"]


@pytest.mark.parametrize("path", ["/accounts/login/", "/zh-hans/accounts/signup/", "/shop/accounts/profile/"])
def test_nor_is_what_a_stranger_gets_instead(client, path):
    html = flat(client.get(path, follow=True))

    assert re.findall(r'<meta name="robots" content="([^"]+)"', html) == ["noindex"]
