import pytest

from tests.races.edits import FIELDS, own_fields, same_field, same_price
from tests.races.running import on_postgresql, on_sqlite

PEOPLE, ROUNDS = 6, 3
ONE_IS_KEPT = {"answers": {"302": 1, "409": PEOPLE - 1}, "kept": 1}
ALL_ARE_MERGED = {"answers": {"302": ROUNDS * len(FIELDS)}, "kept": ROUNDS * len(FIELDS)}


@pytest.mark.parametrize(
    ("race", "number", "expected"),
    [
        ("same_field", PEOPLE, ONE_IS_KEPT),
        ("same_price", PEOPLE, ONE_IS_KEPT),
        ("own_fields", ROUNDS, ALL_ARE_MERGED),
    ],
)
def test_nobody_writes_over_anybody_on_sqlite(tmp_path, race, number, expected):
    assert on_sqlite(race, tmp_path, module="tests.races.edits", number=number) == expected


@on_postgresql
def test_one_of_many_who_change_a_field_is_kept_on_postgresql():
    assert same_field(PEOPLE) == ONE_IS_KEPT


@on_postgresql
def test_one_of_many_who_change_a_price_is_kept_on_postgresql():
    assert same_price(PEOPLE) == ONE_IS_KEPT


@on_postgresql
def test_many_who_change_a_field_each_are_merged_on_postgresql():
    assert own_fields(ROUNDS) == ALL_ARE_MERGED
