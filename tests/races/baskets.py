"""Guests who fill their baskets at the same moment, some refused; each race returns what came of it.

What a page showed is read from its HTML: the test client's `context` mixes those of all threads.
"""

import re
from functools import partial
from uuid import uuid4

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from shop.basket.models import Basket, Line
from shop.order.models import Order
from shop.stock.models import Reservation
from tests.shop.checkout.race import at_once
from tests.shop.checkout.walk import ADDRESS, url, walk_to_review
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

SUMMARY = "/shop/basket/"
COOKIE = "oscar_open_basket"


def strangers(guests):
    """Let so many guests try what is sold out and what breaks a rule, then buy one piece of their own each.

    Everybody orders under an own name; whoever sees another's piece, name or order is counted.
    """
    CountryFactory(display_order=1)
    sold_out = ProductFactory(num_in_stock=0)
    in_sixes = ProductFactory(num_in_stock=60, order_multiple=6)
    own = [ProductFactory(title=f"Piece of {guest}") for guest in range(guests)]
    found = at_once([partial(_shop, guest, own[guest], (sold_out, in_sixes)) for guest in range(guests)])
    orders = Order.objects.order_by("pk")
    result = {
        "wrong": sorted(result for result in found if result != "alone"),
        "orders": orders.count(),
        "names": len(set(orders.values_list("shipping_address__line1", flat=True))),
        "baskets": Basket.objects.count(),
    }
    connection.close()
    return result


def _shop(guest, product, refused):
    """Be refused twice, take one's own piece, order it; return "alone" or what was seen of others."""
    client = Client(raise_request_exception=False)
    for other in refused:
        answer = client.post(reverse("basket:add", args=[other.pk]), {"quantity": 1})
        if answer.status_code != 302 or COOKIE in client.cookies:
            return f"a cookie for nothing ({answer.status_code})"
    client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1})
    if (seen := _pieces_on(client.get(SUMMARY))) != {str(guest)}:
        return f"saw the pieces of {seen}"
    client.post(url("index"), {"email": f"guest{guest}@example.com"})
    client.post(url("shipping-address"), {**ADDRESS, "line1": f"Street {guest}"})
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    shown = client.get(url("preview"))
    placed = client.post(url("preview"), _hidden_of(shown))
    pages = (shown, client.get(url("thank-you")))
    seen = [(_pieces_on(page), set(re.findall(r"Street (\d+)", page.content.decode()))) for page in pages]
    return (
        "alone"
        if seen == [({str(guest)}, {str(guest)})] * len(pages)
        else f"{placed.status_code} {placed.headers.get('Location')}: saw {seen}"
    )


def _pieces_on(page):
    return set(re.findall(r"Piece of (\d+)", page.content.decode()))


def _hidden_of(page):
    text = page.content.decode()
    names = ("order_number", "fingerprint")
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in names}


def additions(tabs):
    """Let one guest with a basket add the same piece in so many tabs; none may be lost."""
    product = ProductFactory(num_in_stock=tabs - 1)
    client = Client()
    client.post(reverse("basket:add", args=[ProductFactory().pk]), {"quantity": 1})
    basket = Basket.objects.order_by("pk").last()
    at_once([partial(_add, _tab_of(client), product) for _tab in range(tabs)])
    lines = Line.objects.filter(product=product)
    result = {
        "lines": lines.count(),
        "pieces": lines.aggregate(pieces=Sum("quantity"))["pieces"],
        "open": Basket.open.filter(pk__gte=basket.pk).count(),
    }
    connection.close()
    return result


def batches(tabs):
    """Let one guest send the same quick order from so many tabs at once; it counts once."""
    product = ProductFactory(num_in_stock=50, upc="RACE-1")
    client = Client()
    client.post(reverse("basket:add", args=[ProductFactory().pk]), {"quantity": 1})
    sent = {"number": ["RACE-1"], "quantity": ["3"], "text": "", "token": str(uuid4()), "add": "1"}
    statuses = at_once([partial(_answer, _tab_of(client), "/quick-order/", sent) for _tab in range(tabs)])
    lines = Line.objects.filter(product=product)
    result = {"statuses": sorted(set(statuses)), "pieces": [line.quantity for line in lines]}
    connection.close()
    return result


def changes(tabs):
    """Let one guest set a line's quantity in some tabs, remove it in others and order in one: nothing breaks."""
    product = ProductFactory(num_in_stock=9)
    client = Client()
    sent = walk_to_review(client, product)
    line = Line.objects.get(product=product)
    calls = [partial(_answer, _tab_of(client), url("preview"), sent)]
    for tab in range(tabs):
        step = {"quantity": str(tab % 3)}
        calls.append(partial(_answer, _tab_of(client), reverse("basket:line", args=[line.pk]), step))
    statuses = at_once(calls)
    order = Order.objects.filter(lines__product=product).first()
    record = product.stockrecords.get()
    allocated = record.num_allocated or 0  # null until the first order: a change may have come before it
    result = {
        "strange": [status for status in statuses if status not in (200, 302, 404, 422)],
        "promised": allocated == (order.num_items if order else 0),
        "sum": order is None
        or order.total_incl_tax
        == order.shipping_incl_tax + sum(x.line_price_incl_tax for x in order.lines.all()),
        "held": record.num_reserved <= 2 and (order is None or record.num_reserved == 0),
    }
    connection.close()
    return result


def logins(tabs):
    """Let a guest who holds the last piece log in and look in so many tabs at once."""
    product = ProductFactory(title="Last piece", num_in_stock=1)
    user = UserFactory()
    client = Client()
    walk_to_review(client, product)
    guest = client.cookies[COOKIE].value
    client.force_login(user)
    client.cookies[COOKIE] = guest
    found = at_once([partial(_look, _tab_of(client)) for _tab in range(tabs)])
    record = product.stockrecords.get()
    result = {
        "seen": sorted(set(map(str, found))),
        "lines": Line.objects.filter(product=product, basket__owner=user).count(),
        "held": [record.num_reserved, Reservation.objects.filter(lines__stockrecord=record).count()],
        "open": Basket.open.filter(owner=user).count(),
    }
    Session.objects.all().delete()
    connection.close()
    return result


def _tab_of(client):
    tab = Client(raise_request_exception=False)
    tab.cookies = client.cookies.copy()
    return tab


def _add(client, product):
    return client.post(reverse("basket:add", args=[product.pk]), {"quantity": 1}).status_code


def _answer(client, address, data):
    return client.post(address, data).status_code


def _look(client):
    return len(re.findall("Last piece", client.get(SUMMARY).content.decode())) > 0
