"""So many statements each page and the whole way to an order may cost; `python -m bench.requests` says which."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.catalogue.models import Product, ProductImage
from shop.order.models import NumberSequence, Order
from shop.order.numbers import WEB, prefix_of
from shop.order.sequence import SHARDS
from tests.search.factories import give, index_all
from tests.shop.checkout.walk import ADDRESS, review, url
from tests.shop.factories import CategoryFactory, CountryFactory, ProductFactory

pytestmark = pytest.mark.django_db
# What a test's own transaction adds: a page's outermost transaction begins with BEGIN, not with these.
NO_STATEMENT = re.compile("(RELEASE )?SAVEPOINT|ROLLBACK TO")


@contextmanager
def counted(costs, name):
    """Add up the statements of a step."""
    with CaptureQueriesContext(connection) as queries:
        yield
    costs[name] = sum(not NO_STATEMENT.match(query["sql"]) for query in queries)


@pytest.fixture
def product(site):
    CountryFactory(display_order=1)
    products = ProductFactory.create_batch(6, title="Tide bowl", categories=[CategoryFactory(name="Bowls")])
    for product in products:
        give(product, "glaze", "Tide", swatch="#c8b596")
        ProductImage.objects.bulk_create([ProductImage(product=product, original=f"p{n}.jpg") for n in "ab"])
    index_all()
    return Product.objects.get(pk=products[0].pk)


def test_pages_of_the_shop(client, product):
    costs = {}
    pages = {
        "list": product.categories.get().get_absolute_url(),
        "search": f"{reverse('search:search')}?q=tide+bowl",
        "product": product.get_absolute_url(),
    }
    for name, page in pages.items():
        client.get(page)
        with counted(costs, name):
            shown = client.get(page)
        assert b"Tide bowl" in shown.content

    assert costs["list"] <= 6
    assert costs["search"] <= 5
    assert costs["product"] <= 6


def order_as_a_guest(client, product):
    """Go the whole way as a browser without scripts does, each page shown; return what each step cost."""
    costs = {}
    for name, go in (
        ("view", lambda: client.get(product.get_absolute_url())),
        ("add", lambda: client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})),
        ("basket", lambda: client.get(reverse("basket:summary"))),
    ):
        with counted(costs, name):
            go()
    for step, form in (
        ("index", {"email": "ada@example.com"}),
        ("shipping-address", ADDRESS),
        ("shipping-method", {"method_code": "standard"}),
        ("payment-method", {"method": "bank-transfer"}),
    ):
        with counted(costs, f"{step} shown"):
            client.get(url(step))
        with counted(costs, step):
            assert client.post(url(step), form).status_code == 302
    with counted(costs, "review"):
        sent = review(client)
    with counted(costs, "order"):
        assert client.post(url("preview"), sent).url == url("thank-you")
    with counted(costs, "thanks"):
        client.get(url("thank-you"))
    return costs


def test_the_whole_way_of_a_guest(client, product):
    prefix = prefix_of(channel=WEB, year=timezone.localdate().year)
    NumberSequence.objects.bulk_create(NumberSequence(prefix=prefix, shard=n) for n in range(SHARDS))
    for _warming in range(2):  # the shop's first order makes the source type, after which all is read anew
        order_as_a_guest(Client(), product)

    costs = order_as_a_guest(client, product)

    assert Order.objects.count() == 3
    assert sum(costs[name] for name in ("view", "add", "basket")) <= 20
    assert costs["order"] <= 25
    # One asks whether goods need a certificate; on SQLite a reservation and its lines go in two.
    assert sum(costs.values()) <= 61 + (connection.vendor == "sqlite")
    # Looking at the first step writes nothing, and no step writes a session but with an answer.
    assert (costs["index shown"], costs["shipping-address shown"], costs["thanks"]) == (1, 1, 3)
