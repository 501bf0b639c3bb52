"""Buyers who click at the same moment, in real threads; each race returns what came of it."""

import threading
from functools import partial

from django.db import connection
from django.test import Client

from shop.events.models import Event
from shop.order.models import Order
from tests.shop.checkout.walk import let_holds_expire, url, walk_to_review
from tests.shop.factories import ProductFactory


def at_once(calls):
    """Run the calls in a thread each, all released together; return their results in order."""
    barrier = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait(timeout=30)
            results[index] = call()
        except Exception as error:  # noqa: BLE001 - the test shows it
            results[index] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def last_piece(buyers):
    """Let so many guests order the one piece that is left."""
    product = ProductFactory(num_in_stock=1)
    clients = [Client() for _ in range(buyers)]
    ready = []
    for client in clients:
        ready.append((client, walk_to_review(client, product)))
        let_holds_expire()  # else nobody but the first would get to the review
    landed = at_once([partial(_click, client, sent) for client, sent in ready])
    shown = [client.get("/shop/basket/").context["summary"].pieces for client in clients]
    return {**_what_is_there(product), "landed": sorted(landed), "baskets": sorted(shown)}


def two_tabs(tabs):
    """Let one guest click in so many tabs of one browser."""
    product = ProductFactory()
    browser = Client()
    sent = walk_to_review(browser, product)
    clients = [Client() for _ in range(tabs)]
    for client in clients:
        client.cookies = browser.cookies.copy()
    landed = at_once([partial(_click, client, sent) for client in clients])
    return {**_what_is_there(product), "landed": sorted(landed)}


def _click(client, sent):
    return client.post(url("preview"), sent).url


def _what_is_there(product):
    orders = set(Order.objects.filter(lines__product=product).values_list("pk", flat=True))
    events = Event.objects.filter(name="OrderPlaced").values_list("payload", flat=True)
    return {
        "orders": len(orders),
        "published": sum(payload["order_id"] in orders for payload in events),
        "allocated": product.stockrecords.get().num_allocated,
    }
