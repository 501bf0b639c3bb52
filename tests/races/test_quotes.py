"""A quote has one end, however many write it at the same moment."""

import pytest

from tests.races import quotes
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 4
RIGHT = {
    "answers": {"ends": 1, "is_as_told": True, "accepted_and_countered": False, "baskets": 0},
    "orders": {"orders": 1, "answers": 1, "state": "ordered"},
}


@pytest.mark.parametrize("race", RIGHT)
def test_one_end_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.quotes", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_one_end_on_postgresql(race):
    assert getattr(quotes, race)(AT_ONCE) == RIGHT[race]
