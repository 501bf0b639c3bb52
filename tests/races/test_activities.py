import pytest

from tests.races import activities
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 6
RIGHT = {
    "completing": {
        "won": 1,
        "failed": [],
        "activities": [["Call", "done"], ["Call", "open"], ["Next", "open"]],
        "told": 1,
    },
    "planning": {"answers": ["rule:1:2"], "rows": 1},
    "reminding": {"sent": 2, "mails": 2},
}


@pytest.mark.parametrize("race", RIGHT)
def test_what_happens_once_happens_once_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.activities", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_what_happens_once_happens_once_on_postgresql(race):
    assert getattr(activities, race)(AT_ONCE) == RIGHT[race]
