"""How many times a bare transaction does placing an order take?

The bare one is what no shop can do without: one lock, one update, eight inserts and the commit, on the same server in the same
minutes. Both are timed in turns by one user, so that a busy machine slows both.
"""

import time
from statistics import median

import psycopg

from bench.checkout import kiln_review
from bench.peers.shops import DjangoShop

TURNS = 40
TABLES = """
CREATE TABLE IF NOT EXISTS bare_stock (id bigint PRIMARY KEY, number integer NOT NULL);
CREATE TABLE IF NOT EXISTS bare_row (id bigserial PRIMARY KEY, kind smallint, item bigint, body text);
CREATE INDEX IF NOT EXISTS bare_row_item ON bare_row (item);
INSERT INTO bare_stock SELECT number, 1000000 FROM generate_series(1, 1000) number;
"""


def transaction(connection: psycopg.Connection, item: int) -> None:
    """Lock, update, insert eight rows, commit."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT number FROM bare_stock WHERE id = %s FOR UPDATE", (item,))
        cursor.execute("UPDATE bare_stock SET number = number - 1 WHERE id = %s", (item,))
        for kind in range(8):
            cursor.execute(
                "INSERT INTO bare_row (kind, item, body) VALUES (%s, %s, %s) RETURNING id",
                (kind, item, "x" * 200),
            )


def compare(peer: DjangoShop, database: str) -> None:
    """Time both in turns, print both and the ratio."""
    ordered, bare = [], []
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in TABLES.strip().split("\n"):
            connection.execute(statement)
        for turn in range(TURNS):
            with peer.visit() as browser:
                review = kiln_review(browser, peer.product(0, turn))
                begin = time.perf_counter()
                browser.post("/shop/checkout/review/", review)
                ordered.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            transaction(connection, turn + 1)
            bare.append(time.perf_counter() - begin)
        connection.execute("DROP TABLE bare_row, bare_stock")
    order, least = median(ordered[5:]) * 1000, median(bare[5:]) * 1000
    print(f"placing an order {order:.1f} ms, a bare transaction {least:.2f} ms: {order / least:.1f} times")
