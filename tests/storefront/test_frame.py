import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.shop.factories import BasketFactory, CategoryFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def html_of(client, path, **headers):
    return client.get(path, headers=headers or None).content.decode()


def test_every_language_leads_to_the_same_page(client):
    html = html_of(client, "/zh-hans/shop/catalogue/?sort=price")

    alternates = re.findall(r'rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)"', html)
    assert alternates == [
        ("en", "/shop/catalogue/"),
        ("x-default", "/shop/catalogue/"),
        ("zh-Hans", "/zh-hans/shop/catalogue/"),
        ("zh-Hant", "/zh-hant/shop/catalogue/"),
    ]
    assert '<html lang="zh-Hans">' in html
    assert 'href="/shop/catalogue/?sort=price" lang="en"' in html


def test_the_basket_says_how_many_pieces_it_holds(client):
    user = UserFactory()
    BasketFactory(owner=user, lines=[(ProductFactory(), 3)])
    client.force_login(user)

    assert 'aria-label="Basket, 3 items"' in html_of(client, reverse("account_email"))


def test_an_empty_basket_says_so_and_costs_no_query(client):
    html_of(client, reverse("account_login"))
    with CaptureQueriesContext(connection) as queries:
        html = html_of(client, reverse("account_login"))

    assert 'aria-label="Basket, empty"' in html
    assert [query["sql"] for query in queries if "basket" in query["sql"]] == []


def test_counting_a_full_basket_takes_one_query(client):
    user = UserFactory()
    BasketFactory(owner=user, lines=[(ProductFactory(), 1) for _ in range(10)])
    client.force_login(user)
    path = reverse("customer:profile-update")
    html_of(client, path)

    with CaptureQueriesContext(connection) as queries:
        html_of(client, path)

    assert len([q for q in queries if '"basket_line"' in q["sql"]]) == 1


def test_without_a_menu_the_shops_own_categories_stand_there(client):
    CategoryFactory(name="Vases")

    assert html_of(client, reverse("account_login")).count(">Vases</a>") == 2


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/shop/catalogue/"]
)
def test_pages_hold_nothing_inline_that_the_policy_refuses(client, path):
    html = html_of(client, path)

    assert re.findall(r'\sstyle="|\son[a-z]+="|<style', html) == []
    inline = [tag for tag in re.findall(r"<script([^>]*)>", html) if "src=" not in tag]
    assert [tag for tag in inline if "application/" not in tag] == []


def test_a_lost_visitor_finds_a_way_on(client):
    response = client.get("/shop/catalogue/nothing_0/")

    assert response.status_code == 404
    assert 'action="/shop/search/"' in response.content.decode()
