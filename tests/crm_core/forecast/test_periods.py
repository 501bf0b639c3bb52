from datetime import date, datetime

import pytest
from django.utils import translation

from crm_core.forecast.models import PeriodKind
from crm_core.forecast.periods import Period, add_months
from tests.crm_core.forecast.kit import SHOP_TIME

TODAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        (date(2026, 5, 31), 1, date(2026, 6, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 5, 1), -12, date(2025, 5, 1)),
    ],
)
def test_month_so_many_later(day, number, found):
    assert add_months(day, number) == found


def test_quarter_holds_its_three_months_and_ends_where_the_next_begins():
    quarter = Period.holding(date(2026, 5, 12), PeriodKind.QUARTER)

    assert quarter.months == [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]
    assert (quarter.end, quarter.step(1).start) == (date(2026, 7, 1), date(2026, 7, 1))
    assert quarter.step(-1).start == date(2026, 1, 1)


def test_period_begins_at_midnight_of_the_shop():
    may = Period.holding(TODAY, PeriodKind.MONTH)

    assert may.bounds == (datetime(2026, 5, 1, tzinfo=SHOP_TIME), datetime(2026, 6, 1, tzinfo=SHOP_TIME))


@pytest.mark.parametrize(
    ("kind", "day", "label"),
    [
        ("month", "2026-03-09", "March 2026"),
        ("quarter", "2026-03-09", "Q1 2026"),
        ("week", "2026-03-09", "March 2026"),
        ("month", "yesterday", "May 2026"),
        ("month", "9999-12-31", "May 2026"),
        ("month", "0001-01-01", "May 2026"),
        ("", "", "May 2026"),
    ],
)
def test_address_names_a_period_and_nonsense_the_current_one(kind, day, label):
    with translation.override("en"):
        assert Period.parse(kind, day, today=TODAY).label == label
