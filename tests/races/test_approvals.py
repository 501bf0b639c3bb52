import pytest

from tests.races import approvals
from tests.races.running import on_postgresql

AT_ONCE = 6
ONCE = {"taken": 1, "closed": 1, "steps": 1}
RIGHT = {
    "deciding": ONCE,
    "clicking": ONCE,
    "working": {"mails": 5, "runs": 5},
    "enrolling": {"enrolments": 1},
}


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_what_happens_at_once_happens_once(race):
    assert getattr(approvals, race)(AT_ONCE) == RIGHT[race]
