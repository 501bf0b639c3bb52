import pytest

from tests.races import promotions
from tests.races.running import on_postgresql

AT_ONCE = 6
RIGHT = {
    "deciding": {"taken": 1, "agrees": True},
    "coding": {"codes": 240, "different": 240, "made": [120, 120], "counted": 240},
}


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_what_happens_at_once_happens_once(race):
    assert getattr(promotions, race)(AT_ONCE) == RIGHT[race]
