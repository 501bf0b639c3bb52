"""How fast customers are filtered by custom fields: rows in a table of typed values, or one JSON object for each customer.

    DATABASE_URL=postgres://... python -m bench.custom_fields [--customers 1000000]

makes scratch tables in a schema of its own on PostgreSQL, asks each question of a list (the 51 newest who match, and up
to 501 to count) ten times, prints medians in milliseconds and the sizes, and drops the schema again.
"""

import argparse
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.db import connection  # noqa: E402

MAKE = """
CREATE SCHEMA custom_bench;
SET search_path TO custom_bench;
CREATE TABLE customer (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, custom jsonb NOT NULL);
INSERT INTO customer SELECT n, '2020-01-01'::timestamptz + random() * interval '6 years', jsonb_build_object(
    'visits', (random() * 1000)::int, 'segment', (random() * 9)::int,
    'tasted', to_char('2020-01-01'::date + (random() * 2000)::int, 'YYYY-MM-DD'), 'size', 'shoe ' || (random() * 5000)::int)
  FROM generate_series(1, %(number)s) n;
CREATE INDEX ON customer (created_at DESC, id DESC);
CREATE INDEX ON customer USING gin (custom jsonb_path_ops);
CREATE TABLE value (id bigserial PRIMARY KEY, customer_id bigint NOT NULL, field_id int NOT NULL, number numeric(20,6),
  day date, choice_id int, folded varchar(100));
INSERT INTO value (customer_id, field_id, number) SELECT id, 1, (custom->>'visits')::numeric FROM customer;
INSERT INTO value (customer_id, field_id, choice_id) SELECT id, 2, (custom->>'segment')::int FROM customer;
INSERT INTO value (customer_id, field_id, day) SELECT id, 3, (custom->>'tasted')::date FROM customer;
INSERT INTO value (customer_id, field_id, folded) SELECT id, 4, custom->>'size' FROM customer;
CREATE UNIQUE INDEX ON value (customer_id, field_id);
CREATE INDEX ON value (field_id, number, customer_id) WHERE number IS NOT NULL;
CREATE INDEX ON value (field_id, day, customer_id) WHERE day IS NOT NULL;
CREATE INDEX ON value (field_id, choice_id, customer_id) WHERE choice_id IS NOT NULL;
CREATE INDEX ON value (field_id, folded varchar_pattern_ops, customer_id) WHERE folded IS NOT NULL;
ANALYZE;
"""
TYPED = "EXISTS (SELECT 1 FROM value v WHERE v.customer_id = customer.id AND v.field_id = {} AND {})"
QUESTIONS = {
    "choice, 11 % match": (TYPED.format(2, "v.choice_id = 3"), "custom @> '{\"segment\": 3}'"),
    "number above, 1 %": (TYPED.format(1, "v.number > 990"), "(custom->>'visits')::numeric > 990"),
    "number, 0.1 %": (TYPED.format(1, "v.number = 500"), "custom @> '{\"visits\": 500}'"),
    "day in a week, 0.4 %": (
        TYPED.format(3, "v.day BETWEEN '2023-03-01' AND '2023-03-07'"),
        "custom->>'tasted' BETWEEN '2023-03-01' AND '2023-03-07'",
    ),
    "text begins with, 0.02 %": (
        TYPED.format(4, "v.folded LIKE 'shoe 4999%%'"),
        "custom->>'size' LIKE 'shoe 4999%%'",
    ),
    "choice and number": (
        TYPED.format(2, "v.choice_id = 3") + " AND " + TYPED.format(1, "v.number > 990"),
        "custom @> '{\"segment\": 3}' AND (custom->>'visits')::numeric > 990",
    ),
}
ROUNDS = 10


def median(cursor: object, condition: str) -> float:
    """Ask the first page and its count, and return the median of both together in milliseconds."""
    taken = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        newest = f"SELECT id FROM customer WHERE {condition} ORDER BY created_at DESC, id DESC LIMIT 51"
        cursor.execute(newest.replace("%%", "%"))  # type: ignore[attr-defined]
        counted = f"SELECT count(*) FROM (SELECT 1 FROM customer WHERE {condition} LIMIT 501) few"
        cursor.execute(counted.replace("%%", "%"))  # type: ignore[attr-defined]
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Make, ask, print, drop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    number = parser.parse_args().customers
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS custom_bench CASCADE")
        cursor.execute(MAKE % {"number": number})
        print(f"{'':28}{'typed rows':>12}{'JSON':>12}")
        for name, (typed, as_json) in QUESTIONS.items():
            print(f"{name:28}{median(cursor, typed):>10.1f}ms{median(cursor, as_json):>10.1f}ms", flush=True)
        for table in ("value", "customer"):
            cursor.execute("SELECT pg_size_pretty(pg_total_relation_size(%s::regclass))", [table])
            print(f"{table}: {cursor.fetchone()[0]}")
        cursor.execute("DROP SCHEMA custom_bench CASCADE")


if __name__ == "__main__":
    main()
