"""Fifty buyers for ten pieces, in real threads; each race returns what came of it."""

from functools import partial

from django.db import connection
from django.test import Client

from shop.basket.models import Basket
from shop.order.models import Order
from shop.partner.exceptions import OutOfStock
from shop.partner.strategy import Selector
from shop.stock.consistency import differences
from shop.stock.models import Reservation
from tests.shop.checkout.race import at_once
from tests.shop.checkout.walk import ADDRESS, fill_basket, url
from tests.shop.factories import (
    BasketFactory,
    CountryFactory,
    OrderFactory,
    ProductFactory,
    ShippingAddressFactory,
)

PIECES = 10


def checkouts(buyers):
    """Let so many guests go from the payment step to the order, all at once, page by page."""
    CountryFactory(display_order=1)
    product = ProductFactory(num_in_stock=PIECES)
    clients = [Client(raise_request_exception=False) for _ in range(buyers)]
    for client in clients:
        fill_basket(client, product)
        client.post(url("index"), {"email": "ada@example.com"})
        client.post(url("shipping-address"), ADDRESS)
        client.post(url("shipping-method"), {"method_code": "standard"})
    return {**_counted(at_once([partial(_pay, client) for client in clients])), **_what_is_there(product)}


def placements(buyers):
    """Let so many baskets become orders at once, without anything held before."""
    product = ProductFactory(num_in_stock=PIECES)
    baskets = [BasketFactory(lines=[product]).pk for _ in range(buyers)]
    prepare_orders()
    return {**_counted(at_once([partial(place, pk) for pk in baskets])), **_what_is_there(product)}


def prepare_orders():
    """Make what all orders share, so that they do not race for that."""
    ShippingAddressFactory()
    OrderFactory()


def place(basket_id):
    """Order a basket; return "order" or "sold out"."""
    basket = Basket.objects.get(pk=basket_id)
    basket.strategy = Selector().strategy()
    try:
        OrderFactory(basket=basket)
    except OutOfStock:
        return "sold out"
    return "order"


def _pay(client):
    """Go on from the payment step; return "order", "sold out", or what else happened."""
    pages = []
    for step in (
        lambda: client.get(url("payment-method")),
        lambda: client.post(url("payment-method"), {"method": "bank-transfer"}),
        lambda: client.get(url("preview")),
        lambda: client.post(
            url("preview"), {key: pages[-1].context[key] for key in ("order_number", "fingerprint")}
        ),
    ):
        pages.append(step())
        if pages[-1].status_code >= 400:
            return f"error {pages[-1].status_code}"
        if pages[-1].get("Location") == "/shop/basket/":
            return "sold out"
    return "order" if pages[-1].url == "/shop/checkout/thank-you/" else pages[-1].url


def _counted(results):
    return {result: results.count(result) for result in sorted(set(map(str, results)))}


def _what_is_there(product):
    record = product.stockrecords.get()
    level = record.levels.get()
    held = Reservation.objects.filter(lines__stockrecord=record).count()
    found = {
        "orders": Order.objects.filter(lines__product=product).count(),
        "totals": [record.num_in_stock, record.num_allocated, record.num_reserved - held],
        "level": [level.on_hand, level.allocated],
        "wrong": list(differences(skus=[record.partner_sku])),
    }
    connection.close()
    return found
