import pytest

from tests.races import alerts
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 6
RIGHT = {
    "guests": {"answers": ["302"], "alerts": 2, "mails": 1},
    "users": {"answers": ["302"], "alerts": 1, "mails": 0},
}


@pytest.mark.parametrize("race", RIGHT)
def test_who_asks_at_once_waits_once_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.alerts", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_who_asks_at_once_waits_once_on_postgresql(race):
    assert getattr(alerts, race)(AT_ONCE) == RIGHT[race]
