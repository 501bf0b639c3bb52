import pytest

from tests.races import price_lists
from tests.races.running import on_postgresql, on_sqlite

MANY = 8
RIGHT = {
    "imports": {"loaded": 1, "prices": 1},
    "orders": {"orders": MANY, "strange": [], "sums": True, "now": "12.00"},
}


@pytest.mark.parametrize("race", RIGHT)
def test_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.price_lists", number=MANY) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_on_postgresql(race):
    assert getattr(price_lists, race)(MANY) == RIGHT[race]
