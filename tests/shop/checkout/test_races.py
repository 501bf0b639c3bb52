import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.shop.checkout.race import last_piece, two_tabs

ROOT = Path(__file__).resolve().parents[3]
THANKS, BASKET = "/shop/checkout/thank-you/", "/shop/basket/"
PROGRAM = "tests.shop.checkout.race_on_sqlite"
BUYERS, TABS = 8, 4


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    """What came of both races on a SQLite file of their own."""
    file = tmp_path_factory.mktemp("races") / "race.sqlite3"
    done = subprocess.run(
        [sys.executable, "-m", PROGRAM, f"last_piece={BUYERS}", f"two_tabs={TABS}"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{file}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def assert_one_buyer_wins(result):
    assert result == {
        "orders": 1,
        "published": 1,
        "allocated": 1,
        "landed": [BASKET] * (BUYERS - 1) + [THANKS],
        "baskets": [0] + [1] * (BUYERS - 1),
    }


def assert_one_order_for_all_tabs(result):
    assert result == {"orders": 1, "published": 1, "allocated": 1, "landed": [THANKS] * TABS}


def test_last_piece_is_sold_once_on_sqlite(on_sqlite):
    assert_one_buyer_wins(on_sqlite["last_piece"])


def test_clicks_in_all_tabs_make_one_order_on_sqlite(on_sqlite):
    assert_one_order_for_all_tabs(on_sqlite["two_tabs"])


@pytest.mark.services
@pytest.mark.usefixtures("site")
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL")
def test_last_piece_is_sold_once_on_postgresql():
    assert_one_buyer_wins(last_piece(BUYERS))


@pytest.mark.services
@pytest.mark.usefixtures("site")
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL")
def test_clicks_in_all_tabs_make_one_order_on_postgresql():
    assert_one_order_for_all_tabs(two_tabs(TABS))
