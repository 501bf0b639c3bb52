import pytest

from tests.races import offers
from tests.races.running import BUYERS, on_postgresql, on_sqlite

TABS = 8
ONE = {"order": 1, "told": BUYERS - 1}
LAST_ONE = {"results": ONE, "offer": ["1", "1", "2.40"], "status": "Consumed", "discounts": 1}
# 10 % of 24.00 each: a third order would pass 5.00; whoever looks again is shown 0.20.
BUDGET = {
    "results": {"order": 2, "told": BUYERS - 2},
    "offer": ["2", "2", "4.80"],
    "status": "Open",
    "discounts": 2,
}
CAPPED = {
    "results": {"order": 10, "told": BUYERS - 10},
    "offer": ["10", "10", "20.00"],
    "status": "Consumed",
    "discounts": 10,
}
ALL = {
    "results": {"order": BUYERS},
    "offer": ["50", "50", "120.00"],
    "status": "Open",
    "discounts": BUYERS,
    "voucher": ["50", "120.00"],
}
ONE_CODE = {
    "results": ONE,
    "offer": ["1", "1", "2.40"],
    "status": "Open",
    "discounts": 1,
    "voucher": ["1", "2.40"],
    "used": 1,
}
ONE_TAB = {"order": 1, "told": TABS - 1}
GIVEN_BACK = {
    "before": [["1", "1", "2.40"], ["1", "2.40"]],
    "after": [["0", "0", "0.00"], ["0", "0.00"]],
    "status": "Open",
}
RACES = [
    ("limited", BUYERS, LAST_ONE),
    ("budget", BUYERS, BUDGET),
    ("unlimited", BUYERS, ALL),
    ("single_use", BUYERS, ONE_CODE),
    ("one_customer", TABS, {"offer": ONE_TAB, "voucher": ONE_TAB}),
    ("one_guest", TABS, ONE_TAB),
    ("cancelled", TABS, GIVEN_BACK),
    ("capped", BUYERS, CAPPED),
    ("first_order", TABS, {"results": ONE_TAB, "uses": 1}),
    ("company_buyers", TABS, {"results": ONE_TAB, "offer": ["1", "1", "2.40"]}),
    ("last_gift", BUYERS, {"results": ONE, "offer": ["1", "1", "0.00"], "allocated": 1}),
]


@on_postgresql
@pytest.mark.parametrize(("race", "number", "found"), RACES)
def test_limits_hold_on_postgresql(race, number, found):
    assert getattr(offers, race)(number) == found


@pytest.mark.parametrize(("race", "number", "found"), RACES[:4:3])
def test_limits_hold_on_sqlite(race, number, found, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.offers", number=number) == found


@pytest.mark.services
@pytest.mark.parametrize(("race", "number", "found"), [*RACES[1:3], *RACES[4:]])
def test_all_limits_hold_on_sqlite(race, number, found, tmp_path):
    assert on_sqlite(race, tmp_path, module="tests.races.offers", number=number) == found
