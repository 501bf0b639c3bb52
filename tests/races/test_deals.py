import pytest

from tests.races import deals
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 4
RIGHT = {
    "ordering": {"answers": ["done"] * AT_ONCE, "states": ["won"], "moves": 1, "orders": 1},
    "dragging": {
        "answers": ["DealChangedError"] * (AT_ONCE - 1) + ["done"],
        "states": ["open"],
        "moves": 1,
        "orders": 0,
    },
}


@pytest.mark.parametrize("race", RIGHT)
def test_a_deal_is_moved_by_one_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.deals", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_a_deal_is_moved_by_one_on_postgresql(race):
    assert getattr(deals, race)(AT_ONCE) == RIGHT[race]
