import pytest

from tests.races import warranties
from tests.races.running import on_postgresql

AT_ONCE = 6
RIGHT = {
    "telling": {"done": AT_ONCE, "units": 3},
    "asking": {"done": 1, "refused": AT_ONCE - 1},
    "deciding": {"agrees": True},
}


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_a_piece_has_one_warranty_and_one_repair(race):
    assert getattr(warranties, race)(AT_ONCE) == RIGHT[race]
