"""Counting in working hours: what holds for any hours, and the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from crm_core.leads.working_hours import (
    NINE_TO_FIVE,
    NoWorkingTimeError,
    WorkingHours,
    add_working_time,
    holidays_of,
    is_working_time,
    spans_of,
    working_time_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkingHours(zone="Europe/Berlin", hours=NINE_TO_FIVE, days_off=holidays_of("DE", "BY"))
HOUR = timedelta(hours=1)


def half_hours(number):
    """So many half hours after midnight; 48 of them are midnight again."""
    return time(number // 2 % 24, number % 2 * 30)


#: Spans of half an hour at least: a minute a week would lead beyond the days that are looked at.
span = st.tuples(st.integers(0, 23 * 2), st.integers(1, 12)).map(
    lambda pair: (half_hours(pair[0]), half_hours(min(pair[0] + pair[1], 48)))
)


calendars = st.builds(
    WorkingHours,
    zone=st.sampled_from(["Europe/Berlin", "Asia/Taipei", "America/Sao_Paulo", "Pacific/Apia", "UTC"]),
    hours=st.dictionaries(
        st.integers(1, 7), st.lists(span, min_size=1, max_size=3).map(tuple), min_size=1, max_size=7
    ),
    days_off=st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 5)), max_size=4),
)
moments = st.integers(0, 235 * 24 * 60).map(
    lambda n: datetime(2026, 3, 15, tzinfo=UTC) + n * timedelta(minutes=1)
)
durations = st.integers(0, 1200).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=40)
@given(calendars, moments, durations)
def test_what_is_added_lies_between(calendar, start, duration):
    end = add_working_time(start, duration, calendar)
    assert end >= start
    assert working_time_between(start, end, calendar) == duration


@settings(max_examples=40)
@given(calendars, moments, durations, durations)
def test_adding_twice_is_adding_the_sum(calendar, start, one, other):
    twice = add_working_time(add_working_time(start, one, calendar), other, calendar)
    at_once = add_working_time(start, one + other, calendar)
    # The end of one stretch and the beginning of the next are the same moment of working time.
    assert not working_time_between(min(twice, at_once), max(twice, at_once), calendar)


@settings(max_examples=40)
@given(calendars, st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(calendar, three):
    first, second, third = three
    parts = working_time_between(first, second, calendar) + working_time_between(second, third, calendar)
    assert parts == working_time_between(first, third, calendar)
    assert working_time_between(third, first, calendar) == timedelta(0) or first == third


@settings(max_examples=40)
@given(calendars, st.dates(date(2026, 3, 15), date(2026, 11, 5)))
def test_spans_of_a_day_do_not_overlap(calendar, day):
    spans = spans_of(day, calendar)
    assert all(begins < ends for begins, ends in spans)
    assert all(ends <= begins for (_, ends), (begins, _) in pairwise(spans))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-03 10:00", 4, "2026-06-03 14:00"),
        ("2026-06-03 15:00", 4, "2026-06-05 11:00"),  # Corpus Christi lies between (Bavaria)
        ("2026-06-05 16:30", 1, "2026-06-08 09:30"),
        ("2026-06-06 12:00", 2, "2026-06-08 11:00"),
        ("2026-06-08 07:00", 8, "2026-06-08 17:00"),
        ("2026-12-24 16:00", 2, "2026-12-28 10:00"),
        ("2026-03-27 16:00", 2, "2026-03-30 10:00"),  # the clocks go forward on that Sunday
        ("2026-10-23 16:00", 2, "2026-10-26 10:00"),
    ],
)
def test_due_in_office_hours(start, hours, due):
    assert add_working_time(at(start), hours * HOUR, OFFICE) == at(due)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_round_the_clock_has_the_hours_that_really_pass(day, hours):
    round_the_clock = WorkingHours(
        zone="Europe/Berlin", hours={n: ((time(0), time(0)),) for n in range(1, 8)}
    )
    first = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    last = (datetime.fromisoformat(day) + timedelta(days=1)).replace(tzinfo=BERLIN)
    assert working_time_between(first, last, round_the_clock) == hours * HOUR
    assert working_time_between(first, last, WorkingHours(zone="Europe/Berlin", hours={})) == hours * HOUR


def test_a_shift_that_ends_in_the_hour_that_comes_twice_ends_with_the_second():
    night = WorkingHours(zone="Europe/Berlin", hours={7: ((time(0), time(2, 30)),)})
    begins, ends = spans_of(date(2026, 10, 25), night)[0]
    assert ends - begins == 3.5 * HOUR


def test_another_countrys_holidays_are_working_days():
    austria = WorkingHours(zone="Europe/Vienna", hours=NINE_TO_FIVE, days_off=holidays_of("AT"))
    moment = at("2026-10-26 10:00")  # Austria's national day
    assert (is_working_time(moment, OFFICE), is_working_time(moment, austria)) == (True, False)
    assert date(2026, 1, 1) not in holidays_of("XX")


def test_who_never_works_is_told():
    never = WorkingHours(zone="UTC", hours={1: ()})
    with pytest.raises(NoWorkingTimeError):
        add_working_time(at("2026-06-01 10:00"), HOUR, never)
