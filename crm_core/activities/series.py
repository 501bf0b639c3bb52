"""The days of a series: daily to yearly from its first day, month-end right."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from crm_core.activities.models import Activity

Repeat = Activity.Repeat
MOST_EVERY, MOST_COUNT = 365, 999
LAST_DAY = date(9998, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Every how many days, weeks, months or years; up to a day, for a number of times, or for ever."""

    repeat: str
    every: int = 1
    until: date | None = None
    count: int | None = None


def start_of_day(day: date) -> datetime:
    """Return the moment at which a day begins in the shop's time zone: when what lasts all day is due."""
    return at_local_time(day, time(), timezone.get_default_timezone_name())


def at_local_time(day: date, at: time, zone: str) -> datetime:
    """Return the moment of a local time; one that a change of clocks skips is read as before the change."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def day_of(start: date, repeat: str, every: int, number: int) -> date | None:
    """Return the day of the `number`th (from 1) of a series from `start`; None beyond all calendars.

    Months are counted from the start, so that the 31st comes back after a shorter month.
    """
    steps = (number - 1) * every
    try:
        if repeat == Repeat.DAILY:
            found = start + timedelta(days=steps)
        elif repeat == Repeat.WEEKLY:
            found = start + timedelta(weeks=steps)
        elif repeat == Repeat.MONTHLY:
            found = start + relativedelta(months=steps)
        else:
            found = start + relativedelta(years=steps)
    except (OverflowError, ValueError):
        return None
    return found if found <= LAST_DAY else None


def next_in_series(activity: Activity, *, today: date) -> tuple[int, date] | None:
    """Return number and day of what follows in the series; None where it ends.

    What has passed meanwhile is not made up for, but counts: the next one is due today or later.
    """
    if not activity.repeat or activity.repeat_start is None:
        return None
    start, every = activity.repeat_start, activity.repeat_every
    number = max(activity.repeat_number + 1, _first_from(start, activity.repeat, every, today))
    day = day_of(start, activity.repeat, every, number)
    while day is not None and day < today:
        number += 1
        day = day_of(start, activity.repeat, every, number)
    if day is None or (activity.repeat_until is not None and day > activity.repeat_until):
        return None
    if activity.repeat_count is not None and number > activity.repeat_count:
        return None
    return number, day


def _first_from(start: date, repeat: str, every: int, today: date) -> int:
    """Return a number near the first on or after `today`, never beyond it."""
    days = (today - start).days
    longest = {Repeat.DAILY: 1, Repeat.WEEKLY: 7, Repeat.MONTHLY: 31, Repeat.YEARLY: 366}[
        Repeat(repeat)
    ] * every
    return max(1, days // longest)


def due_on(activity: Activity, day: date) -> datetime:
    """Return when an instance of the series is due on a day: at the series' time of day, in its time zone."""
    if activity.all_day:
        return start_of_day(day)
    zone = activity.repeat_zone or timezone.get_default_timezone_name()
    return at_local_time(day, timezone.localtime(activity.due_at, ZoneInfo(zone)).time(), zone)


def series_day(activity: Activity, due_at: datetime) -> date:
    """Return the day on which a moment falls for a series: the shop's for all day, else its time zone's."""
    zone = timezone.get_default_timezone_name() if activity.all_day else activity.repeat_zone
    return timezone.localdate(due_at, ZoneInfo(zone or timezone.get_default_timezone_name()))
