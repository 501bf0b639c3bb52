"""On which days a series falls."""

from datetime import UTC, date, datetime

import pytest

from crm_core.activities.models import Activity
from crm_core.activities.series import day_of, due_on, next_in_series


@pytest.mark.parametrize(
    ("repeat", "every", "number", "day"),
    [
        ("daily", 2, 3, date(2028, 2, 4)),
        ("weekly", 1, 2, date(2028, 2, 7)),
        ("monthly", 1, 2, date(2028, 2, 29)),
        ("monthly", 1, 3, date(2028, 3, 31)),
        ("monthly", 3, 2, date(2028, 4, 30)),
        ("yearly", 1, 2, date(2029, 1, 31)),
        ("yearly", 1, 9999, None),
    ],
    ids=str,
)
def test_days_are_counted_from_the_first(repeat, every, number, day):
    assert day_of(date(2028, 1, 31), repeat, every, number) == day


def test_the_29th_of_february_comes_back():
    days = [day_of(date(2028, 2, 29), "yearly", 1, number) for number in (2, 5)]
    assert days == [date(2029, 2, 28), date(2032, 2, 29)]


def series(**what):
    return Activity(
        **{
            "repeat": "weekly",
            "repeat_start": date(2026, 3, 2),
            "due_at": datetime(2026, 3, 2, 8, tzinfo=UTC),
            "all_day": False,
            "repeat_zone": "Europe/Berlin",
            **what,
        }
    )


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 2, 1), (2, date(2026, 3, 9))),
        (date(2026, 3, 9), (2, date(2026, 3, 9))),
        (date(2026, 4, 1), (6, date(2026, 4, 6))),
    ],
    ids=str,
)
def test_what_was_missed_is_not_made_up_for(today, found):
    assert next_in_series(series(), today=today) == found


@pytest.mark.parametrize(
    "end", [{"repeat_count": 1}, {"repeat_until": date(2026, 3, 8)}, {"repeat": ""}], ids=str
)
def test_a_series_ends(end):
    assert next_in_series(series(**end), today=date(2026, 3, 2)) is None


def test_the_time_of_day_stays_over_a_change_of_clocks():
    activity = series()
    assert due_on(activity, date(2026, 3, 30)) == datetime(2026, 3, 30, 7, tzinfo=UTC)
