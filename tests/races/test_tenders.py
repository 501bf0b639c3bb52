from tests.races import tenders
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 6
RIGHT = {"done": True, "refused": True, "baskets": 1, "state": "awarded"}


def test_tender_is_awarded_once_on_sqlite(tmp_path):
    assert on_sqlite("awarding", tmp_path, module="tests.races.tenders", number=AT_ONCE) == RIGHT


@on_postgresql
def test_tender_is_awarded_once_on_postgresql():
    assert tenders.awarding(AT_ONCE) == RIGHT
