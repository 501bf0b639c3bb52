"""How quick segments are: twenty of them over a million customers, all anew and after facts.

    python -m bench.segments --postgres postgres://USER@HOST:PORT/postgres [--rows 1000000] [--template DATABASE]

Makes a database on that server (from `--template`, if it holds the tables already, else by migrating), writes
customers with scores, one order with a line each on average by SQL; then it fills twenty segments (the
eight that are shipped, and twelve affinities to categories), moves one customer in a hundred, brings all segments to
that, and follows a thousand customers of whom everything changed. Targets: the whole, each time, 60 s; the thousand,
60 s. Ends with status 1 where one is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg

WHOLE, FOLLOWING = 60.0, 60.0
CATEGORIES, PRODUCTS, TOUCHED = 12, 1200, 1000

FILL = (
    """INSERT INTO customers_customer (kind, name, email, phone, language, created_at, orders_count, spent,
        last_order_at, stage, next_order_on)
    SELECT CASE WHEN n %% 10 = 0 THEN 'company' ELSE 'person' END, 'Customer ' || n, '', '', 'en', now(),
        1 + n %% 7, n %% 1000, now() - (n %% 700) * interval '1 day',
        (ARRAY['new', 'active', 'loyal', 'at_risk', 'lost'])[1 + n %% 5],
        current_date + (n %% 120 - 60)::int
    FROM generate_series(1, %(rows)s) AS n""",
    """INSERT INTO scores_customerscore (customer_id, calculated_at, orders, order_days, spent, recency, frequency,
        monetary, margin_revenue, revenue, forecast_on)
    SELECT id, now(), orders_count, orders_count, spent, 1 + id %% 5, 1 + id %% 5, 1 + id %% 5, 0, 0, next_order_on
    FROM customers_customer""",
    """INSERT INTO order_order (number, currency, total_incl_tax, total_excl_tax, shipping_incl_tax,
        shipping_excl_tax, shipping_method, shipping_code, status, guest_email, date_placed, analytics_tracked,
        language, tax_certificate, tax_country, tax_region, tax_treatment, vat_id, shows_net, po_number)
    SELECT 'B' || n, 'EUR', 20 + n %% 80, 20, 0, 0, '', '', 'Complete', '', now() - (n %% 700) * interval '1 day',
        false, 'en', '', '', '', '', '', false, ''
    FROM generate_series(1, %(rows)s) AS n""",
    """INSERT INTO customers_customerorder (customer_id, order_id)
    SELECT 1 + (id * 7919) %% (%(rows)s / 2), id FROM order_order""",
    """INSERT INTO order_line (order_id, product_id, partner_name, partner_sku, partner_line_reference,
        partner_line_notes, title, quantity, line_price_incl_tax, line_price_excl_tax,
        line_price_before_discounts_incl_tax, line_price_before_discounts_excl_tax, status, allocation_cancelled,
        num_allocated, num_cancelled, is_gift, num_dispatched, agreed_by, price_explanation)
    SELECT id, %(first)s + id %% (%(rows)s / 2) %% %(products)s, '', '', '', '', '', 1, 20, 20, 20, 20, '', false, 0, 0, false, 0, '', '{}'
    FROM order_order""",
    """INSERT INTO order_orderdiscount (order_id, category, offer_name, voucher_code, amount, message)
    SELECT id, 'Basket', '', '', 2, '' FROM order_order WHERE id %% 5 = 0""",
)
MOVE = (
    """UPDATE customers_customer SET stage = 'lost', kind = 'company', orders_count = 1 WHERE id %% 100 = 1"""
)


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--template", default="template1")
    options = parser.parse_args()
    name = f"bench_segments_{os.getpid()}"
    with psycopg.connect(options.postgres, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{options.template}"')
        try:
            url = urlsplit(options.postgres)._replace(path=f"/{name}").geturl()
            with tempfile.TemporaryDirectory() as folder:
                sys.exit(_measure(url, folder, options.rows))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _measure(url: str, folder: str, rows: int) -> int:
    os.environ |= {
        "DATABASE_URL": url,
        "KILN_VAR_DIR": folder,
        "DJANGO_SETTINGS_MODULE": "bench.kiln_settings",
    }
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from personalization.segments.models import Segment, TouchedCustomer  # noqa: PLC0415
    from personalization.segments.rules import Fact  # noqa: PLC0415
    from personalization.segments.services import (  # noqa: PLC0415
        install_shipped_segments,
        recompute_all,
        recompute_touched,
        touch,
    )

    _timed(f"{rows:,} customers written", lambda: _fill(rows))
    made = install_shipped_segments()
    first = _timed(f"{len(made)} segments filled", recompute_all)
    for segment in Segment.objects.order_by("pk"):
        print(f"{segment.size:>10,}  {segment.name}")
    with connection.cursor() as cursor:
        cursor.execute(MOVE.replace("%%", "%"))
    again = _timed("all anew, after one in a hundred moved", recompute_all)
    TouchedCustomer.objects.all().delete()
    touch(range(1, TOUCHED + 1), *Fact)
    follow = _timed(f"{TOUCHED:,} customers followed, each with every fact", recompute_touched)
    return int(max(first, again) > WHOLE or follow > FOLLOWING)


def _timed(what: str, call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    took = time.perf_counter() - began
    print(f"{took:>8.1f} s  {what}", flush=True)
    return took


def _fill(rows: int) -> None:
    """Write the tables, unless something is there; the planner is to know them."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from shop.catalogue.models import Category, Product, ProductCategory, ProductClass  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    kind = ProductClass.objects.create(name="Bench")
    Category.objects.all().delete()
    roots = [Category.add_root(name=f"Category {number}") for number in range(CATEGORIES)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('catalogue_product', 'id'), 1000000)")
    goods = Product.objects.bulk_create(
        [Product(title=f"P{number}", slug=f"p{number}", product_class=kind) for number in range(PRODUCTS)]
    )
    ProductCategory.objects.bulk_create(
        [ProductCategory(product=one, category=roots[n % CATEGORIES]) for n, one in enumerate(goods)]
    )
    values = {"rows": rows, "first": goods[0].pk, "products": PRODUCTS}
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
