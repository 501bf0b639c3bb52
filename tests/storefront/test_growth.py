"""What a page asks the database does not grow with what the shop has: one test for each thing it has more of."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.basket.models import Basket
from shop.catalogue.models import Category
from tests.search.factories import index_all
from tests.shop.catalogue.factories import give, picture, vase
from tests.shop.checkout.walk import fill_basket, url, walk_to_review
from tests.shop.factories import CategoryFactory, ProductFactory
from tests.shop.offer.makers import make_offer, make_voucher

pytestmark = pytest.mark.django_db
#: So many of each there are when it is counted first, and so many come to that.
MORE = range(3)


@pytest.fixture
def shop(site):
    """A shop with two of everything, and a guest who stands at the review of their basket."""
    bowls, _table = CategoryFactory(name="Bowls"), CategoryFactory(name="Table")
    parent, children = vase(("Tide", "28 cm", "148", 9), ("Snow", "28 cm", "132", 9), title="Bowl vase")
    plain = ProductFactory(title="Plain bowl", num_in_stock=9, categories=[bowls])
    parent.categories.add(bowls)
    for product in (parent, plain):
        picture(product, size=(40, 50))
    for _number in range(2):
        make_offer(value=5)
    index_all()
    guest = Client()
    walk_to_review(guest, children[0], plain)
    basket = Basket.objects.get()
    basket.vouchers.add(make_voucher("ONE"), make_voucher("TWO"))
    return SimpleNamespace(bowls=bowls, parent=parent, guest=guest, basket=basket)


def more_offers(shop):
    for _number in MORE:
        make_offer(value=3)


def more_vouchers(shop):
    shop.basket.vouchers.add(*(make_voucher(f"MORE{number}") for number in MORE))


def more_rows(shop):
    products = ProductFactory.create_batch(len(MORE), title="Other bowl", categories=[shop.bowls])
    for product in products:
        picture(product, size=(40, 50))
    fill_basket(shop.guest, *products)


def more_variants(shop):
    for number in MORE:
        child = ProductFactory(parent=shop.parent, title="", price="150", num_in_stock=9)
        give(child, "glaze", f"Glaze {number}", swatch="#112233")
        give(child, "size", "28 cm")
        picture(child, size=(40, 50))


def more_categories(shop):
    above = shop.bowls
    for number in MORE:
        CategoryFactory(name=f"Beside {number}")
        above = CategoryFactory(name=f"Bowls below {number}", parent=Category.objects.get(pk=above.pk))
        shop.parent.categories.add(above)


def counts(shop, *, language=""):
    """Count what each page asks once what is kept is there."""
    category = Category.objects.get(pk=shop.bowls.pk)
    pages = {
        "list": category.get_absolute_url(),
        "product": shop.parent.get_absolute_url(),
        "search": "/shop/search/?q=bowl",
        "suggestions": "/shop/search/suggest/?q=bowl",
        "basket": "/shop/basket/",
        "delivery": url("shipping-method"),
        "review": url("preview"),
    }
    found = {}
    for name, path in pages.items():
        for _time in range(2):
            with CaptureQueriesContext(connection) as captured:
                answer = shop.guest.get(f"{language}{path}")
        assert (name, answer.status_code) == (name, 200)
        found[name] = [query["sql"] for query in captured]
    return found


def kind(sql):
    """Tell a statement without what it was asked with: what repeats is seen as such."""
    return re.sub(r"\d+(, \d+)*|'[^']*'", "?", sql.partition(" FROM ")[2])[:300]


@pytest.mark.parametrize("more", [more_offers, more_vouchers, more_rows, more_variants, more_categories])
def test_no_page_asks_more_of_a_shop_that_has_more(shop, more):
    before = counts(shop)
    more(shop)
    index_all()
    cache.clear()
    after = counts(shop)
    grown = {
        name: sorted((Counter(map(kind, after[name])) - Counter(map(kind, before[name]))).items())
        for name in before
        if len(after[name]) > len(before[name])
    }
    assert grown == {}


def test_no_page_asks_more_in_another_language(shop):
    before, after = counts(shop), counts(shop, language="/zh-hant")
    assert {name: len(asked) for name, asked in after.items()} == {
        name: len(asked) for name, asked in before.items()
    }
