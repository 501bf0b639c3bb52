"""How long the order signals take at many customers, and what memory: first look, a day, after orders, the night.

    python -m bench.order_signals_load --postgres postgres://USER@HOST:PORT/postgres [--rows 100000] [--keep DATABASE]

Makes a database on that server and fills it with customers of four orders each on average (three lines an order, 500
products in 40 categories, spread over two years), then times what the workers do and the list that the signals narrow.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg

FILL = """
INSERT INTO customers_customer (id, kind, name, email, phone, language, created_at, orders_count, spent,
    last_order_at, stage)
SELECT n, CASE WHEN n %% 10 = 0 THEN 'company' ELSE 'person' END, 'Customer ' || n, 'c' || n || '@bench.example', '',
    'en', now() - interval '800 days', 4, 400, now() - interval '10 days', 'active'
FROM generate_series(1, %(rows)s) n;
INSERT INTO order_order (id, number, currency, total_incl_tax, total_excl_tax, guest_email, status, date_placed, paid_at,
    language, tax_country, tax_region, tax_treatment, vat_id, shows_net, tax_certificate, shipping_incl_tax,
    shipping_excl_tax, shipping_method, shipping_code, analytics_tracked)
SELECT n, 'B' || n, 'EUR', 100, 84, 'c' || owner || '@bench.example', 'Complete', day, day, 'en', 'DE', '', '', '',
    false, '', 0, 0, '', '', false
FROM (SELECT n, 1 + (n - 1) / 4 AS owner,
    now() - interval '1 day' * (((n * 37) %% 200) + (n %% 4) * (20 + ((n - 1) / 4 * 13) %% 120)) AS day
    FROM generate_series(1, %(rows)s * 4) n) o;
INSERT INTO customers_customerorder (customer_id, order_id) SELECT 1 + (n - 1) / 4, n FROM generate_series(1, %(rows)s * 4) n;
INSERT INTO catalogue_productclass (id, name, slug, requires_shipping, track_stock) VALUES (1, 'Goods', 'goods', true, false);
"""
PRODUCTS, CATEGORIES = 500, 40


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--keep", default="")
    options = parser.parse_args()
    name = options.keep or f"bench_signals_{os.getpid()}"
    with psycopg.connect(options.postgres, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            with tempfile.TemporaryDirectory() as folder:
                _measure(urlsplit(options.postgres)._replace(path=f"/{name}").geturl(), folder, options.rows)
        finally:
            if not options.keep:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure(url: str, folder: str, rows: int) -> None:
    os.environ |= {
        "DATABASE_URL": url,
        "KILN_VAR_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
    }
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from crm_core.customers.models import Customer  # noqa: PLC0415
    from crm_core.order_signals import fitting, services  # noqa: PLC0415
    from crm_core.order_signals.columns import add_signals, signal_filters  # noqa: PLC0415
    from crm_core.order_signals.models import OrderSignal, SignalLook  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if not Customer.objects.filter(pk=rows).exists():
        _fill(rows)
    now = timezone.now()
    print(f"{rows:,} customers, {4 * rows:,} orders, {12 * rows:,} lines", flush=True)
    _timed("the night's estimates from 5,000 customers", fitting.refit)
    _timed("first look at everybody, 90 days back", lambda: services.look_at_due(now=now), each=rows)
    found = OrderSignal.objects.filter(ended_on=None).count()
    print(f"  {found:,} signals hold, {OrderSignal.objects.count():,} rows", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    for day in (1, 2, 3):
        later = now + timedelta(days=day)
        due = SignalLook.objects.filter(next_look_on__lte=timezone.localdate(later)).count()
        _timed(
            f"daily pass, day {day}: {due:,} of them", lambda at=later: services.look_at_due(now=at), each=due
        )
    services.request_look(list(Customer.objects.filter(pk__lte=1000)))
    _timed("after orders of 1,000 customers", lambda: services.look_at_requested(now=later), each=1000)
    narrow = signal_filters(None)["order_signal"]
    page = narrow.filter(Customer.objects.order_by("-created_at", "-pk"), "lapsed")

    def listed() -> None:
        add_signals(list(page[:50]))

    _timed("first page of the list, lapsed alone", listed)
    print(f"memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _timed(what: str, call: Callable[[], object], *, each: int = 0) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    call()
    taken, worked = time.perf_counter() - started, time.process_time() - cpu
    rate = f", {1000 * worked / each:.2f} ms each" if each else ""
    print(f"  {what}: {taken:.2f} s ({worked:.2f} s of this process{rate})", flush=True)


def _fill(rows: int) -> None:
    from django.db import connection  # noqa: PLC0415

    from shop.catalogue.models import Category, Product, ProductCategory  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(FILL, {"rows": rows})
    products = Product.objects.bulk_create(
        Product(title=f"Product {number}", slug=f"p{number}", product_class_id=1)
        for number in range(PRODUCTS)
    )
    categories = [
        Category.add_root(name=f"Category {number}", slug=f"c{number}") for number in range(CATEGORIES)
    ]
    ProductCategory.objects.bulk_create(
        ProductCategory(product=one, category=categories[place % CATEGORIES])
        for place, one in enumerate(products)
    )
    first = products[0].pk
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO order_line (order_id, product_id, title, partner_name, partner_sku, partner_line_reference,
                partner_line_notes, quantity, num_cancelled, num_allocated, allocation_cancelled,
                line_price_incl_tax, line_price_excl_tax, line_price_before_discounts_incl_tax,
                line_price_before_discounts_excl_tax, status)
            SELECT 1 + n / 3, %(first)s + ((1 + n / 12) * 7 + (n %% 3) * (1 + (n / 12) %% 5)) %% %(products)s, 'x', '-',
                '-', '', '', 1 + n %% 5, 0, 0, false, 33, 28, 33, 28, 'Complete'
            FROM generate_series(0, %(lines)s - 1) n""",
            {"first": first, "products": PRODUCTS, "lines": rows * 12},
        )
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
    sys.exit()
