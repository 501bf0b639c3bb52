"""Counting in working hours: when something is due, and how much working time lies between two moments.

Pure functions of a team's hours: no database, no clock. A day's hours are its local ones, so that a day on
which the clocks change has as many as people really work; what is counted is time that really passes.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays as public_holidays

#: Beyond so many days nothing is looked for: a calendar without working time there has none.
HORIZON_DAYS = 800
NOTHING = timedelta(0)
DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


class NoWorkingTimeError(ValueError):
    """Within `HORIZON_DAYS` nobody works at all."""


@dataclass(frozen=True, kw_only=True)
class WorkingHours:
    """When somebody works: per ISO weekday from when to when, save on `days_off`.

    A span ends later than it begins; 00:00 as its end is midnight at the end of the day. Without any hours
    every hour counts. `zone` is of the IANA database.
    """

    zone: str
    hours: Mapping[int, tuple[tuple[time, time], ...]]
    days_off: Container[date] = field(default_factory=frozenset)


NINE_TO_FIVE = {weekday: ((time(9), time(17)),) for weekday in range(1, 6)}


@cache
def holidays_of(country: str, region: str = "") -> Container[date]:
    """Load the public holidays of a country (and its part); none for one that the library does not know."""
    known = public_holidays.list_supported_countries()
    if country not in known:
        return frozenset()
    part = region if region in known[country] else None
    return public_holidays.country_holidays(country, subdiv=part)


def spans_of(day: date, calendar: WorkingHours) -> list[Span]:
    """List the working time of a local day in UTC, in order, without overlaps."""
    if not calendar.hours:
        return [(_moment(day, time.min, calendar.zone), _moment(day + DAY, time.min, calendar.zone))]
    if day in calendar.days_off:
        return []
    found: list[Span] = []
    for opens, closes in sorted(calendar.hours.get(day.isoweekday(), ())):
        begins, ends = _moment(day, opens, calendar.zone), _end(day, closes, calendar.zone)
        if found and begins < found[-1][1]:
            begins = found[-1][1]
        if begins < ends:
            found.append((begins, ends))
    return found


def add_working_time(start: datetime, duration: timedelta, calendar: WorkingHours) -> datetime:
    """Return the moment (UTC) at which so much working time has passed since `start` (aware).

    No time at all leads to `start` itself, or to when work begins next. Raises NoWorkingTimeError where
    nobody ever works.
    """
    left = duration
    for begins, ends in _spans_after(start, calendar):
        begin = max(begins, start.astimezone(UTC))
        if begin >= ends:
            continue
        if left <= ends - begin:
            return begin + left
        left -= ends - begin
    raise NoWorkingTimeError(f"No working time within {HORIZON_DAYS} days of {start}.")


def working_time_between(start: datetime, end: datetime, calendar: WorkingHours) -> timedelta:
    """Return how much working time lies between two moments (aware); none where the second is the earlier."""
    total = NOTHING
    begin, until = start.astimezone(UTC), end.astimezone(UTC)
    for begins, ends in _spans_after(start, calendar):
        if begins >= until:
            break
        total += max(min(ends, until) - max(begins, begin), NOTHING)
    return total


def is_working_time(moment: datetime, calendar: WorkingHours) -> bool:
    """Say whether somebody works at a moment (aware)."""
    day = moment.astimezone(ZoneInfo(calendar.zone)).date()
    return any(begins <= moment < ends for begins, ends in spans_of(day, calendar))


def _spans_after(start: datetime, calendar: WorkingHours) -> Iterator[Span]:
    first = start.astimezone(ZoneInfo(calendar.zone)).date()
    for days in range(HORIZON_DAYS):
        yield from spans_of(first + timedelta(days=days), calendar)


def _moment(day: date, at: time, zone: str, *, fold: int = 0) -> datetime:
    """Return a local time in UTC; one that the clocks leave out counts as the hour it would have been."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).replace(fold=fold).astimezone(UTC)


def _end(day: date, closes: time, zone: str) -> datetime:
    """Return when work ends; of an hour that comes twice, its second end."""
    if closes == time.min:
        return _moment(day + DAY, closes, zone)
    return max(_moment(day, closes, zone), _moment(day, closes, zone, fold=1))
