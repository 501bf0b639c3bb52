import pytest

from tests.races import sell_through
from tests.races.running import on_postgresql

AT_ONCE = 6
RIGHT = {
    "reporting": {"counting": 1, "lines": 1, "drafts": 0, "told": True},
    "same_file": {"reports": 1, "told": True},
    "releasing": {"orders": 1, "same": True, "state": "released"},
}


@on_postgresql
@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("race", RIGHT)
def test_what_happens_at_once_happens_once(race):
    assert getattr(sell_through, race)(AT_ONCE) == RIGHT[race]
