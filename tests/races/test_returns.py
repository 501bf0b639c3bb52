import pytest

from tests.races import returns
from tests.races.running import on_postgresql

AT_ONCE = 6
RIGHT = {
    "asking": {"done": 1, "returns": 1},
    "receiving": {"done": 1, "received": 1},
    "settling": {"unknown": [], "settlements": 1, "refunds": 1, "settled": 2, "restocked": 1},
    "stating": {"done": AT_ONCE, "statements": 1, "receipts": 1},
    "stating_apart": {"done": 1, "statements": 1, "receipts": 1},
    "deciding": {"done": AT_ONCE, "outcomes": 1, "returns": 1},
    "dispatching": {},
}


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_what_comes_back_at_once_comes_back_once(race):
    assert getattr(returns, race)(AT_ONCE) == RIGHT[race]
