import json
import os
import subprocess
import sys
from functools import partial

import pytest
from django.db import connection

from shop.stock.consistency import differences
from shop.stock.exceptions import StockError
from shop.stock.models import StockMovement
from shop.stock.services import cancel, ship
from tests.races.oversell import PIECES, checkouts, placements, prepare_orders
from tests.races.running import BUYERS, ROOT, on_postgresql, on_sqlite
from tests.shop.checkout.race import at_once
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory

PROCESSES = 5
ALL_SOLD_ONCE = {
    "order": PIECES,
    "sold out": BUYERS - PIECES,
    "orders": PIECES,
    "totals": [PIECES, PIECES, 0],
    "level": [PIECES, PIECES],
    "wrong": [],
}


def test_ten_pieces_make_ten_orders_on_sqlite(tmp_path):
    assert on_sqlite("placements", tmp_path) == ALL_SOLD_ONCE


@pytest.mark.services
def test_ten_pieces_make_ten_orders_page_by_page_on_sqlite(tmp_path):
    assert on_sqlite("checkouts", tmp_path) == ALL_SOLD_ONCE


@on_postgresql
def test_ten_pieces_make_ten_orders_on_postgresql():
    assert placements(BUYERS) == ALL_SOLD_ONCE


@on_postgresql
def test_ten_pieces_make_ten_orders_page_by_page_on_postgresql():
    assert checkouts(BUYERS) == ALL_SOLD_ONCE


@on_postgresql
def test_ten_pieces_make_ten_orders_from_many_processes_on_postgresql():
    product = ProductFactory(num_in_stock=PIECES)
    baskets = [str(BasketFactory(lines=[product]).pk) for _ in range(BUYERS)]
    prepare_orders()
    processes = [start_buyers(baskets[start::PROCESSES]) for start in range(PROCESSES)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"

    answers = [process.communicate("go\n", timeout=120)[0] for process in processes]

    results = [result for answer in answers for result in json.loads(answer)]
    assert (results.count("order"), results.count("sold out")) == (PIECES, BUYERS - PIECES)
    assert product.stockrecords.get().num_allocated == PIECES
    assert list(differences()) == []


def start_buyers(baskets):
    settings = connection.settings_dict
    place = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}/{settings['NAME']}"
    login = ":".join(filter(None, (settings["USER"], settings["PASSWORD"])))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.buyers", *baskets],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"postgresql://{login}@{place}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@on_postgresql
def test_order_cancelled_by_many_is_freed_once_on_postgresql():
    product = ProductFactory(num_in_stock=PIECES)
    order = OrderFactory(lines=[(product, 2)])
    OrderFactory(lines=[(product, 8)])

    at_once([partial(cancel, order)] * 8)

    assert product.stockrecords.get().num_allocated == 8
    assert list(differences()) == []


@on_postgresql
def test_order_dispatched_by_many_leaves_once_on_postgresql():
    product = ProductFactory(num_in_stock=PIECES)
    order = OrderFactory(lines=[(product, 2)])
    OrderFactory(lines=[(product, 8)])

    answers = at_once([partial(_try_to_ship, order)] * 8)

    assert set(answers) <= {"gone", "gone already"}
    record = product.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (8, 8)
    assert StockMovement.objects.filter(kind="sale").count() == 1
    assert list(differences()) == []


def _try_to_ship(order):
    try:
        ship(order)
    except StockError:
        return "gone already"
    return "gone"
