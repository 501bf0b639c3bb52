import pytest

from tests.races import registration
from tests.races.running import on_postgresql, on_sqlite

AT_ONCE = 6
RIGHT = {
    "deciding": {
        "answers": ["AlreadyDecidedError"] * (AT_ONCE - 1) + ["done"],
        "decisions": 1,
        "fits": True,
    },
    "applying": {"answers": ["done"] * AT_ONCE, "applications": 1},
}


@pytest.mark.parametrize("race", RIGHT)
def test_application_is_made_and_decided_once_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.registration", number=AT_ONCE) == RIGHT[race]


@on_postgresql
@pytest.mark.parametrize("race", RIGHT)
def test_application_is_made_and_decided_once_on_postgresql(race):
    assert getattr(registration, race)(AT_ONCE) == RIGHT[race]
