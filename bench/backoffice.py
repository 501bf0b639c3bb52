"""How long the first page of each daily list of the back office takes at any filter, with a hundred thousand rows.

    python -m bench.backoffice [--rows 100000] [--rounds 7] [--postgres postgres://USER@HOST:PORT/postgres] [--keep FOLDER]

Fills a database of its own (an SQLite file in a scratch folder, or a scratch database on the server of `--postgres`)
with products, orders, customers and reviews, then asks every list as a member of staff would, with Django's own test
client: middleware, queries and template, no network. For each address it prints the median and the 95th percentile in
milliseconds, the median of the processor's time that this process took (what a busy machine adds by waiting is not in
it; neither is the work of a PostgreSQL server), and the number of queries. `--keep` keeps the folder and uses it again
the next time. Target: 300 ms at p95.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

TARGET = 300.0
WARM_UPS = 1
ORDERS = "/cms/shop/orders/"
PRODUCTS = "/cms/shop/catalogue/"
CUSTOMERS = "/cms/customers/"
REVIEWS = "/cms/shop/reviews/"
STOCK = "/cms/stock/"
ADDRESSES = (
    "/cms/",
    ORDERS,
    f"{ORDERS}?status=Paid",
    f"{ORDERS}?status=Pending+payment",
    f"{ORDERS}?status=Cancelled",
    f"{ORDERS}?status=Paid&status=Dispatched&buyer=guest",
    f"{ORDERS}?buyer=account",
    f"{ORDERS}?date_placed_from=2026-01-01&date_placed_to=2026-01-31",
    f"{ORDERS}?ordering=total_incl_tax",
    f"{ORDERS}?ordering=-total_incl_tax&status=Complete",
    f"{ORDERS}?q=B0050000",
    f"{ORDERS}?q=nobody",
    f"{ORDERS}?q=buyer4242",
    f"{ORDERS}?q=ada+potter",
    f"{ORDERS}?p=40",
    PRODUCTS,
    f"{PRODUCTS}?sale=no",
    f"{PRODUCTS}?stock=out",
    f"{PRODUCTS}?stock=low",
    f"{PRODUCTS}?missing=picture",
    f"{PRODUCTS}?missing=zh_hans",
    f"{PRODUCTS}?missing=category",
    f"{PRODUCTS}?missing=picture&missing=zh_hant&sale=yes",
    f"{PRODUCTS}?category=2",
    f"{PRODUCTS}?category=2&stock=out",
    f"{PRODUCTS}?ordering=title",
    f"{PRODUCTS}?ordering=date_created&sale=no",
    f"{PRODUCTS}?q=BENCH-50000",
    f"{PRODUCTS}?q=celadon",
    f"{PRODUCTS}?q=nothing+of+the+kind",
    CUSTOMERS,
    f"{CUSTOMERS}?kind=company",
    f"{CUSTOMERS}?has_orders=false",
    f"{CUSTOMERS}?ordering=-spent",
    f"{CUSTOMERS}?ordering=-last_order_at",
    f"{CUSTOMERS}?q=buyer4242@bench.example",
    f"{CUSTOMERS}?q=potter",
    REVIEWS,
    f"{REVIEWS}?status=0",
    f"{REVIEWS}?status=0&score=1",
    f"{REVIEWS}?photos=true",
    f"{REVIEWS}?q=branches",
    STOCK,
)


@contextlib.contextmanager
def database(folder: Path, postgres: str) -> Iterator[str]:
    """Yield the address of the database to fill."""
    if not postgres:
        yield f"sqlite:///{folder / 'backoffice.sqlite3'}"
        return
    name = f"bench_backoffice_{os.getpid()}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(postgres)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def measure(rounds: int) -> Iterator[tuple[str, float, float, float, int]]:
    """Ask every address; yield it with its median, its 95th percentile, its processor time and its queries."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from config.call_stack import with_room  # noqa: PLC0415
    from shop.user.models import User  # noqa: PLC0415

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email="bench@example.com"))
    get = with_room(client.get)  # as the server's entry point has it
    for address in ADDRESSES:
        times, worked = [], []
        for turn in range(rounds + WARM_UPS):
            started, busy = time.perf_counter(), time.process_time()
            response = get(address)
            elapsed, busy = (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
            if response.status_code != 200:
                raise SystemExit(f"{address}: {response.status_code}")
            if turn >= WARM_UPS:
                times.append(elapsed)
                worked.append(busy)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        times.sort()
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        yield address, statistics.median(times), p95, statistics.median(worked), len(captured)


def main() -> None:
    """Fill, measure, print; ends with status 1 when an address is over the target."""
    parser = argparse.ArgumentParser(description="First pages of the back office's lists")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--postgres", default="")
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(options.keep or stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["DATABASE_URL"] = stack.enter_context(database(folder, options.postgres))
        os.environ["KILN_VAR_DIR"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.kiln_settings"
        import django  # noqa: PLC0415

        django.setup()
        from bench.backoffice_data import fill  # noqa: PLC0415

        started = time.perf_counter()
        fill(options.rows)
        print(f"{options.rows:,} products and orders are there after {time.perf_counter() - started:.0f} s")
        print(f"{'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'queries':>8}  address")
        slow = 0
        for address, median, p95, worked, queries in measure(options.rounds):
            slow += p95 > TARGET
            mark = "  <-- slow" if p95 > TARGET else ""
            print(f"{median:>8.0f} {p95:>8.0f} {worked:>8.0f} {queries:>8}  {address}{mark}", flush=True)
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
