"""When a parcel arrives."""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
from django.conf import settings
from django.utils import timezone

SATURDAY = 5


def delivery_date(*, working_days: int, ordered_at: datetime | None = None, region: str = "") -> date:
    """Return the day a parcel is at the door.

    Ordered before KILN_DISPATCH_CUTOFF_HOUR (TIME_ZONE) on a working day it leaves that
    day, else on the next working day; then it travels `working_days`. Working days are Monday to
    Friday without the public holidays of `region` (`DE`, `DE-SN`; the warehouse's, KILN_WORKSHOP_REGION
    if not given). `ordered_at` is aware; now if not given.
    """
    closed = _holidays(region or settings.KILN_WORKSHOP_REGION)
    moment = timezone.localtime(ordered_at or timezone.now(), timezone.get_default_timezone())
    day = moment.date()
    if moment.hour >= settings.KILN_DISPATCH_CUTOFF_HOUR or not _is_working(day, closed):
        day = _next_working(day, closed)
    for _step in range(working_days):
        day = _next_working(day, closed)
    return day


@cache
def _holidays(region: str) -> holidays.HolidayBase:
    """Load a country's (and its part's) public holidays; years are added as they are asked for."""
    country, _dash, part = region.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def _is_working(day: date, closed: holidays.HolidayBase) -> bool:
    return day.weekday() < SATURDAY and day not in closed


def _next_working(day: date, closed: holidays.HolidayBase) -> date:
    day += timedelta(days=1)
    while not _is_working(day, closed):
        day += timedelta(days=1)
    return day
