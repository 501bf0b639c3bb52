import pytest
from django.db import connection

from tests.races.running import on_sqlite
from tests.shop.checkout.race import last_piece, two_tabs

THANKS, BASKET = "/shop/checkout/thank-you/", "/shop/basket/"
RACES = "tests.shop.checkout.race"
BUYERS, TABS = 8, 4


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


def test_last_piece_is_sold_once_on_sqlite(tmp_path):
    assert_one_buyer_wins(on_sqlite("last_piece", tmp_path, module=RACES, number=BUYERS))


def test_clicks_in_all_tabs_make_one_order_on_sqlite(tmp_path):
    assert_one_order_for_all_tabs(on_sqlite("two_tabs", tmp_path, module=RACES, number=TABS))


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
