import pytest

from tests.races import deliveries
from tests.races.running import on_postgresql, on_sqlite

BUYERS = 12
RACES = [
    (
        "days",
        BUYERS,
        {"results": {"order": 3, "told": BUYERS - 3}, "booked": 3, "orders": 3, "allocated": 3},
    ),
    ("receipts", 8, {"results": {"booked": 1, "known": 3, "told": 4}, "units": [5], "books": []}),
    ("drafts", 6, {"made": [0] * 5 + [1], "orders": 1}),
    ("labels", BUYERS, list(range(1, BUYERS + 1))),
]


@on_postgresql
@pytest.mark.parametrize(("race", "number", "found"), RACES)
def test_each_is_had_once_on_postgresql(race, number, found):
    assert getattr(deliveries, race)(number) == found


@pytest.mark.parametrize(("race", "number", "found"), RACES[:2])
def test_each_is_had_once_on_sqlite(race, number, found, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.deliveries", number=number) == found


@pytest.mark.services
@pytest.mark.parametrize(("race", "number", "found"), RACES[2:])
def test_all_are_had_once_on_sqlite(race, number, found, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.deliveries", number=number) == found
