"""One shop of `bench.offers`, in its own process: `python -m bench.offers_inside kiln|oscar LINES TURNS`."""

import json
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from decimal import Decimal

import django

django.setup()

from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.test import Client  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

from bench.offers import COUNTS  # noqa: E402

Benefit, Condition = get_model("offer", "Benefit"), get_model("offer", "Condition")
ConditionalOffer, Range = get_model("offer", "ConditionalOffer"), get_model("offer", "Range")
Product = get_model("catalogue", "Product")
HIDDEN = re.compile(rb'<input type="hidden" name="(order_number|fingerprint)" value="([^"]+)"')
PERSON = {
    "first_name": "Ada",
    "last_name": "Potter",
    "line1": "Am Brennofen 1",
    "line4": "Meissen",
    "postcode": "01662",
    "country": "DE",
}
STEPS = {
    "kiln": [
        ("/shop/checkout/", {"email": "ada@example.com"}),
        ("/shop/checkout/address/", PERSON),
        ("/shop/checkout/delivery/", {"method_code": "standard"}),
        ("/shop/checkout/payment/", {"method": "bank-transfer"}),
        ("/shop/checkout/review/", {}),
    ],
    "oscar": [
        ("/checkout/", {"username": "ada@example.com", "options": "anonymous"}),
        ("/checkout/shipping-address/", PERSON),
        ("/checkout/shipping-method/", None),
        ("/checkout/payment-method/", None),
        ("/checkout/payment-details/", None),
        ("/checkout/preview/", {"action": "place_order"}),
    ],
}
#: What any thread executes: Kiln answers requests in threads of its own.
STATEMENTS: list[str] = []
EXECUTE = CursorWrapper.execute


def counted(cursor: CursorWrapper, sql: str, params: object = None) -> object:
    """Note a statement and execute it."""
    STATEMENTS.append(sql)
    return EXECUTE(cursor, sql, params)


CursorWrapper.execute = counted
BASKET = {"kiln": "/shop/basket/", "oscar": "/basket/"}


def add_offers(first: int, last: int, products: list[Product]) -> None:
    """Make the offers with these numbers, the same in both shops."""
    for number in range(first, last):
        is_broad = number % 2 == 0
        held = Range.objects.create(name=f"Range {number}", includes_all_products=is_broad)
        for product in [] if is_broad else products[number % 10 : number % 10 + 5]:
            held.add_product(product)
        kind = Condition.COUNT if is_broad else Condition.VALUE
        ConditionalOffer.objects.create(
            name=f"Offer {number}",
            exclusive=not is_broad,
            priority=number % 5,
            condition=Condition.objects.create(range=held, type=kind, value=Decimal(1 if is_broad else 5)),
            benefit=Benefit.objects.create(range=held, type=Benefit.PERCENTAGE, value=Decimal(1)),
        )


def filled(shop: str, products: list[Product]) -> Client:
    """Return a guest with these products in the basket."""
    guest = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    for product in products:
        answer = guest.post(f"{BASKET[shop]}add/{product.pk}/", {"quantity": 1})
        assert answer.status_code == 302, answer.status_code
    return guest


def look(shop: str, guest: Client) -> None:
    """Look at the basket."""
    assert guest.get(BASKET[shop]).status_code == 200


def order(shop: str, guest: Client) -> None:
    """Walk through the checkout to the order."""
    for path, form in STEPS[shop]:
        page = guest.get(path)
        if form is None:
            continue
        hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page.content)}
        answer = guest.post(path, {**form, **hidden})
        assert answer.status_code in {302, 303}, (path, answer.status_code)


def measured(turns: int, prepare: Callable[[], Client], act: Callable[[Client], None]) -> dict[str, float]:
    """Return queries, milliseconds (median) and the peak of memory (KiB) of what `act` does."""
    act(prepare())
    guest = prepare()
    STATEMENTS.clear()
    act(guest)
    queries = len(STATEMENTS)
    times = []
    for _turn in range(turns):
        guest = prepare()
        start = time.perf_counter()
        act(guest)
        times.append(time.perf_counter() - start)
    guest = prepare()
    tracemalloc.start()
    act(guest)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"queries": queries, "ms": statistics.median(times) * 1000, "kib": peak / 1024}


def main() -> None:
    """Measure with more and more offers; print it as JSON."""
    shop, lines, turns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    products = list(Product.objects.order_by("pk")[:lines])
    held, found = 0, {"basket": {}, "checkout": {}}  # type: ignore[var-annotated]
    for count in COUNTS:
        add_offers(held, count, products)
        held = count
        looking = filled(shop, products)
        found["basket"][count] = measured(turns, lambda: looking, lambda guest: look(shop, guest))  # noqa: B023
        found["checkout"][count] = measured(
            max(turns // 2, 1), lambda: filled(shop, products), lambda guest: order(shop, guest)
        )
    print(json.dumps(found))


main()
