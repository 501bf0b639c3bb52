import pytest

from tests.races import segments
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 6
RIGHT = {"recomputing": {"failed": [], "members": 3, "told": 6}}


@pytest.mark.parametrize("race", RIGHT)
def test_who_enters_and_leaves_is_told_once_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.segments", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_who_enters_and_leaves_is_told_once_on_postgresql(race):
    assert getattr(segments, race)(AT_ONCE) == RIGHT[race]
