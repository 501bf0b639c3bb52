"""Guests and users who ask to wait for one product at the same moment; each race returns what came of it."""

from functools import partial

from django.db import connection
from django.test import Client
from django.urls import reverse

from shop.customer.models import ProductAlert
from shop.mail.models import Mail
from tests.shop.checkout.race import at_once
from tests.shop.factories import ProductFactory, UserFactory


def guests(visitors):
    """Let so many visitors type one address at once, each twice, and ask about two products."""
    products = [ProductFactory(num_in_stock=0) for _ in range(2)]
    calls = [
        partial(_ask, Client(REMOTE_ADDR=f"10.0.0.{visitor}"), product, {"email": email})
        for visitor in range(visitors // 2)
        for product, email in zip(products, ("mei@example.com", "Mei@Example.com"), strict=True)
    ]
    answers = at_once(calls)
    again = _ask(Client(REMOTE_ADDR="10.0.1.1"), products[0], {"email": "mei@example.com"})
    return _counted([*answers, again], products)


def users(tabs):
    """Let one user ask in so many tabs at once."""
    product, client = ProductFactory(num_in_stock=0), Client()
    client.force_login(UserFactory())
    tabs = [Client(raise_request_exception=False) for _ in range(tabs)]
    for tab in tabs:
        tab.cookies = client.cookies.copy()
    answers = at_once([partial(_ask, tab, product, {}) for tab in tabs])
    return _counted([*answers, _ask(client, product, {})], [product])


def _ask(client, product, data):
    client.raise_request_exception = False
    return client.post(reverse("customer:alert-create", args=[product.pk]), data).status_code


def _counted(answers, products):
    found = {
        "answers": sorted(set(map(str, answers))),
        "alerts": ProductAlert.objects.filter(product__in=products).count(),
        "mails": Mail.objects.filter(kind="alert-confirm").count(),
    }
    connection.close()
    return found
