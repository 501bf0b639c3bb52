"""Quarters of calendar years, by the shop's days."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

MONTHS, LAST = 3, 4
WRITTEN = re.compile(r"(20\d\d)-Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        """The day it begins."""
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def last_day(self) -> date:
        """The day it ends."""
        return self.following.first_day - timedelta(days=1)

    @property
    def since(self) -> datetime:
        """The moment it begins, in the shop's time zone."""
        return _begin(self.first_day)

    @property
    def until(self) -> datetime:
        """The moment the next one begins."""
        return _begin(self.following.first_day)

    @property
    def following(self) -> "Quarter":
        """The next one."""
        return Quarter(self.year + 1, 1) if self.number == LAST else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        """The one before."""
        return Quarter(self.year - 1, LAST) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def a_year_before(self) -> "Quarter":
        """The same quarter of the year before."""
        return Quarter(self.year - 1, self.number)


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day is in."""
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def read_quarter(text: str, *, otherwise: Quarter) -> Quarter:
    """Read "2026-Q3"; what is no quarter is `otherwise`."""
    found = WRITTEN.fullmatch(text)
    return Quarter(int(found[1]), int(found[2])) if found else otherwise


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
