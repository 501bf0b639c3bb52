"""Working days and hours: which days somebody works, when so many hours of work have passed.

Hours are those of a clock on the wall of one place: a day on which the clocks change is as long as it is.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

FRIDAY = 5
WEEK = frozenset(range(1, FRIDAY + 1))
EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, kw_only=True)
class WorkingHours:
    """When somebody works: from `opens` to `closes`, a place's own time, on its ISO `weekdays`.

    `region` names whose public holidays are kept (`DE`, `DE-SN`; empty: none).
    """

    zone: str
    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = WEEK
    region: str = ""

    def is_working(self, day: date) -> bool:
        """Tell whether a day is one of work."""
        return is_working_day(day, self.weekdays, self.region)

    def after(self, start: datetime, hours: float) -> datetime:
        """Return when so many hours of work have passed since `start` (aware), in UTC."""
        left = timedelta(hours=hours)
        day = start.astimezone(ZoneInfo(self.zone)).date()
        if not self.is_working(day):
            day = next_working_day(day, self.weekdays, self.region)
        while True:
            opens, closes = self._moment(day, self.opens), self._moment(day, self.closes)
            begins = max(opens, start.astimezone(UTC))
            if begins < closes and left <= closes - begins:
                return begins + left
            left -= max(closes - begins, timedelta())
            day = next_working_day(day, self.weekdays, self.region)

    def _moment(self, day: date, at: time) -> datetime:
        # UTC, because differences within one zone ignore its clock changes.
        return datetime.combine(day, at, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


def office_hours() -> WorkingHours:
    """Return the hours of the shop's own staff: KILN_OFFICE_HOURS, at TIME_ZONE."""
    opens, closes = settings.KILN_OFFICE_HOURS
    return WorkingHours(
        zone=settings.TIME_ZONE,
        opens=time(opens),
        closes=time(closes),
        region=settings.KILN_WORKSHOP_REGION,
    )


@cache
def _holidays(region: str) -> holidays.HolidayBase | frozenset[date]:
    """Load a country's (and its part's) public holidays; years are added as they are asked for."""
    country, _dash, part = region.partition("-")
    if country not in holidays.list_supported_countries():
        return frozenset()
    return holidays.country_holidays(country, subdiv=part or None)


def is_working_day(day: date, weekdays: frozenset[int] = WEEK, region: str = "") -> bool:
    """Tell whether a day is one of these weekdays and no public holiday of the region."""
    return day.isoweekday() in weekdays and not (region and day in _holidays(region))


def next_working_day(day: date, weekdays: frozenset[int] = WEEK, region: str = "") -> date:
    """Return the next day on which somebody works; a calendar without any day counts as every day."""
    day += timedelta(days=1)
    while not is_working_day(day, weekdays or EVERY_DAY, region):
        day += timedelta(days=1)
    return day
