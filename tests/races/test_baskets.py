import pytest

from tests.races import baskets
from tests.races.running import on_postgresql, on_sqlite

GUESTS, TABS = 12, 6
RIGHT = {
    "strangers": {"wrong": [], "orders": GUESTS, "names": GUESTS, "baskets": GUESTS},
    "additions": {"lines": 1, "pieces": TABS - 1, "open": 1},
    "batches": {"statuses": [302], "pieces": [3]},
    "changes": {"strange": [], "promised": True, "sum": True, "held": True},
    "logins": {"seen": ["True"], "lines": 1, "held": [1, 1], "open": 1},
}
MANY = {"strangers": GUESTS}


@pytest.mark.parametrize("race", RIGHT)
def test_on_sqlite(race, tmp_path):
    found = on_sqlite(race, tmp_path, module="tests.races.baskets", number=MANY.get(race, TABS))

    assert found == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_on_postgresql(race):
    assert getattr(baskets, race)(MANY.get(race, TABS)) == RIGHT[race]
