import pytest

from tests.races import statements
from tests.races.running import on_postgresql, on_sqlite

SEVERAL = 6
ONE_WINS = ["done"] + ["refused"] * (SEVERAL - 1)
RACES = {
    # Once in the ledger; the bank's entry either carries the charge or waits.
    "against_hand": [["24.00", 1, 1]] * SEVERAL,
    "overlapping": [["24.00"], 6, []],
    "assigned": [ONE_WINS, 1],
    "divided": [True, True, True],
    "linked": [ONE_WINS, 1, "24.00"],
}


@pytest.mark.parametrize(
    "race",
    [pytest.param(race, marks=() if race == "against_hand" else pytest.mark.services) for race in RACES],
)
def test_money_is_booked_once_on_sqlite(race, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.statements", number=SEVERAL) == RACES[race]


@on_postgresql
@pytest.mark.parametrize("race", RACES)
def test_money_is_booked_once_on_postgresql(race):
    assert getattr(statements, race)(SEVERAL) == RACES[race]
