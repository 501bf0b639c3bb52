"""How fast is the checkout, beside plain Oscar of the same version; and is an order lost or doubled?

    python -m bench.checkout [--products 200] [--seconds 10] [--rounds 2] [--buyers 100]

A flow is all a guest does: look at a product, add it, give e-mail and address, choose delivery and payment,
review, order, see the thank-you page. Both shops get the same catalogue, server (granian, two processes)
and kind of database: SQLite files, or scratch databases on the PostgreSQL server of DATABASE_URL.
Afterwards `--buyers` guests order at once from Kiln, each clicking twice, and the orders are counted;
with `--rounds 0` that is all, and plain Oscar stays away.
"""

import argparse
import contextlib
import json
import os
import re
import statistics
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.catalogue import write_catalogue
from bench.load import Browser, Figures, drive, token_in
from bench.pages import call, databases, granian, prepare_kiln, prepare_oscar, served

HIDDEN = re.compile(rb'<input type="hidden" name="(order_number|fingerprint)" value="([^"]+)"')
NUMBER = re.compile(rb'class="order-number num">([^<]+)<')
OSCAR_NUMBER = re.compile(rb"[Oo]rder number[^0-9]*([0-9]{5,})")
PERSON = {
    "first_name": "Ada",
    "last_name": "Potter",
    "line1": "Am Brennofen 1",
    "line4": "Meissen",
    "postcode": "01662",
    "country": "DE",
}


@dataclass(frozen=True)
class Product:
    """Where a product is looked at and where it is put into the basket."""

    page: str
    add: str


class FlowError(RuntimeError):
    """A step was not answered as it must be."""


def step(browser: Browser, path: str, form: dict[str, str], *, token: str) -> None:
    """Post a form that must lead on."""
    status, body = browser.request("POST", path, {"csrfmiddlewaretoken": token, **form})
    if status not in (302, 303):
        raise FlowError(f"POST {path}: {status} {body[:200]!r}")


def put_into_basket(browser: Browser, product: Product, basket: str = "") -> str:
    """Look at a product and add it, look at the basket where its address is given; return the token."""
    token = token_in(browser.get(product.page))
    step(browser, product.add, {"quantity": "1"}, token=token)
    if basket:
        browser.get(basket)
    return token


def kiln_review(browser: Browser, product: Product, *, basket: bool = False) -> dict[str, str]:
    """Walk Kiln's checkout as a browser without scripts does; return what the review sends."""
    token = put_into_basket(browser, product, "/shop/basket/" if basket else "")
    base = "/shop/checkout/"
    for path, form in (
        ("", {"email": "ada@example.com"}),
        ("address/", PERSON),
        ("delivery/", {"method_code": "standard"}),
        ("payment/", {"method": "bank-transfer"}),
    ):
        browser.get(base + path)
        step(browser, base + path, form, token=token)
    page = browser.get(f"{base}review/")
    hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}
    return {"csrfmiddlewaretoken": token, **hidden}


def kiln_order(browser: Browser, review: dict[str, str]) -> str:
    """Place the order; return its number as the thank-you page says it."""
    status, body = browser.request("POST", "/shop/checkout/review/", review)
    if status != 302:
        raise FlowError(f"order: {status} {body[:200]!r}")
    return _number(browser.get("/shop/checkout/thank-you/"), NUMBER)


def oscar_order(browser: Browser, product: Product, *, basket: bool = False) -> str:
    """Walk plain Oscar's checkout the same way; it asks for no payment."""
    token = put_into_basket(browser, product, "/basket/" if basket else "")
    browser.get("/checkout/")
    step(browser, "/checkout/", {"username": "ada@example.com", "options": "anonymous"}, token=token)
    browser.get("/checkout/shipping-address/")
    step(browser, "/checkout/shipping-address/", PERSON, token=token)
    browser.request("GET", "/checkout/shipping-method/")  # one method only: it leads on
    browser.request("GET", "/checkout/payment-method/")
    browser.request("GET", "/checkout/payment-details/")
    browser.get("/checkout/preview/")
    step(browser, "/checkout/preview/", {"action": "place_order"}, token=token)
    return _number(browser.get("/checkout/thank-you/"), OSCAR_NUMBER)


def _number(page: bytes, pattern: re.Pattern[bytes]) -> str:
    found = pattern.search(page)
    if found is None:
        raise FlowError("the thank-you page names no order")
    return found.group(1).decode()


def flow(
    base: str, products: list[Product], order: Callable[[Browser, Product], str]
) -> Callable[[int, int], None]:
    """Return one guest's whole way, each time with a fresh browser."""

    def walk(worker: int, turn: int) -> None:
        browser = Browser(base)
        order(browser, products[(worker * 31 + turn) % len(products)])
        if browser.connection:
            browser.connection.close()

    return walk


def measure(flows: dict[str, Callable[[int, int], None]], *, seconds: float, rounds: int) -> None:
    """Let both shops be walked in turns at concurrency 1 and 8; print the medians of the rounds."""
    print(f"{'shop':<6} {'conc':>4}  {'orders/s':>9} {'p50 ms':>8} {'p95 ms':>8}  failed")
    for concurrency in (1, 8):
        runs: dict[str, list[Figures]] = {name: [] for name in flows}
        for turn in range(rounds + 1):
            for name, walk in flows.items() if turn % 2 else reversed(flows.items()):
                figures = drive(walk, concurrency=concurrency, seconds=seconds if turn else 2.0)
                if turn:  # the first round warms up
                    runs[name].append(figures)
        for name, found in runs.items():
            print(
                f"{name:<6} {concurrency:>4}  {statistics.median(r.per_second for r in found):>9.2f}"
                f" {statistics.median(r.p50 for r in found):>8.0f} {statistics.median(r.p95 for r in found):>8.0f}"
                f"  {sum(r.failed for r in found)}"
            )


def rush(base: str, products: list[Product], buyers: int) -> list[str]:
    """Let so many guests stand before the last click, then click all at once, each twice."""
    ready, numbers, failures = threading.Barrier(buyers), [], []

    def buy(place: int) -> None:
        browser = Browser(base)
        try:
            review = kiln_review(browser, products[place % len(products)])
        except (OSError, RuntimeError) as error:
            failures.append(error)
            ready.abort()
            return
        with contextlib.suppress(threading.BrokenBarrierError):
            ready.wait(300)
        try:
            second = Browser(base, cookies=dict(browser.cookies))
            again = threading.Thread(target=second.request, args=("POST", "/shop/checkout/review/", review))
            again.start()
            numbers.append(kiln_order(browser, review))
            again.join()
        except (OSError, RuntimeError) as error:
            failures.append(error)

    threads = [threading.Thread(target=buy, args=(place,)) for place in range(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures[:5]:
        print("failed:", failure)
    return numbers


COUNT = """
import json
from shop.order.models import Order
from shop.stock.consistency import differences
print(json.dumps({"numbers": list(Order.objects.values_list("number", flat=True)), "wrong": list(differences())}))
"""


def orders_in(environment: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the numbers of all orders in Kiln's database, and where its stock does not add up."""
    said = json.loads(call(environment, "manage.py", "shell", "--no-imports", "-c", COUNT).splitlines()[-1])
    return said["numbers"], said["wrong"]


def count_rush(environment: dict[str, str], base: str, products: list[Product], buyers: int) -> bool:
    """Rush, compare what buyers were told with what is written, print it; tell whether all is right."""
    before, _wrong = orders_in(environment)
    told = rush(base, products, buyers)
    after, wrong = orders_in(environment)
    new = set(after) - set(before)
    lost = buyers - len(new & set(told))
    doubled = len(after) - len(before) - len(set(told))
    print(
        f"{buyers} buyers at once, two clicks each: {len(new)} orders, {lost} lost, {doubled} doubled,"
        f" {len(wrong)} records of stock that do not add up"
    )
    return not (lost or doubled or wrong)


def main() -> None:
    """Set both shops up, measure them, rush Kiln."""
    parser = argparse.ArgumentParser(description="Kiln's checkout beside plain Oscar's")
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--buyers", type=int, default=100)
    options = parser.parse_args()
    postgres = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kiln_db, oscar_db = stack.enter_context(databases(folder, postgres))
        skipped = ("REDIS_URL", "CELERY_BROKER_URL", "ELASTICSEARCH_URL", "DATABASE_URL")
        clean = {name: value for name, value in os.environ.items() if name not in skipped}
        kiln_env = clean | {
            "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
            "DATABASE_URL": kiln_db,
            "KILN_VAR_DIR": str(folder / "kiln"),
        }
        oscar_env = clean | {
            "DJANGO_SETTINGS_MODULE": "bench.plain_oscar.settings",
            "BENCH_OSCAR_DATABASE_URL": oscar_db,
            "BENCH_SCRATCH": str(folder),
        }
        (folder / "kiln").mkdir()
        catalogue = write_catalogue(folder, options.products, stock=100_000)
        ours = _products(prepare_kiln(kiln_env, catalogue), "/shop/basket/add/{}/")
        call(kiln_env, "manage.py", "load_countries")
        kiln = stack.enter_context(served(kiln_env, *granian("config.wsgi:application"), path="/")).base
        print(
            f"{options.products} products, {'PostgreSQL' if postgres else 'SQLite'}, {options.rounds} rounds"
        )
        if options.rounds:
            theirs = _products(prepare_oscar(oscar_env, catalogue), "/basket/add/{}/")
            oscar = stack.enter_context(
                served(oscar_env, *granian("bench.plain_oscar.wsgi:application"), path="/catalogue/")
            ).base
            flows = {
                "kiln": flow(
                    kiln, ours, lambda browser, product: kiln_order(browser, kiln_review(browser, product))
                ),
                "oscar": flow(oscar, theirs, oscar_order),
            }
            measure(flows, seconds=options.seconds, rounds=options.rounds)
        if not count_rush(kiln_env, kiln, ours, options.buyers):
            raise SystemExit(1)


def _products(paths: dict[str, list[str]], add: str) -> list[Product]:
    return [
        Product(page=page, add=add.format(pk))
        for page, pk in zip(paths["products"], paths["ids"], strict=True)
    ]


if __name__ == "__main__":
    main()
