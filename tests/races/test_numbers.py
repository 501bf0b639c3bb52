from tests.races.numbers import EACH, draws
from tests.races.running import on_postgresql, on_sqlite

BUYERS = 8
ALL_DIFFER = {"drawn": BUYERS * EACH, "different": BUYERS * EACH, "counted": BUYERS * EACH}


def test_number_is_drawn_once_on_sqlite(tmp_path):
    assert on_sqlite("draws", tmp_path, module="tests.races.numbers", number=BUYERS) == ALL_DIFFER


@on_postgresql
def test_number_is_drawn_once_on_postgresql():
    assert draws(BUYERS) == ALL_DIFFER
