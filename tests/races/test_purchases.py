import pytest

from tests.races import purchases
from tests.races.running import on_postgresql

AT_ONCE = 6
COLLEAGUES = 30
RIGHT = {
    "deciding": {"taken": 1, "late": AT_ONCE - 1, "consistent": True},
    "submitting": {"requests": 1, "landed": 1},
}


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_what_happens_at_once_happens_once(race):
    assert getattr(purchases, race)(AT_ONCE) == RIGHT[race]


@on_postgresql
def test_thirty_orders_against_one_budget_never_exceed_it_and_none_is_lost():
    found = purchases.ordering(COLLEAGUES)

    assert found["placed"] == found["fits"] > 0
    assert found["refused"] == COLLEAGUES - found["placed"]
    assert found["spent"]
    assert found["entries"] == found["placed"]
