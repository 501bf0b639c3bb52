"""Months and quarters of the calendar, in the shop's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm_core.forecast.models import PeriodKind

MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3}
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 1)


def add_months(month: date, number: int) -> date:
    """Return the first day of the month so many months later."""
    place = month.year * 12 + month.month - 1 + number
    return date(place // 12, place % 12 + 1, 1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A month or a quarter by its first day; `Period.holding` finds the one that holds a day."""

    kind: PeriodKind
    start: date

    @classmethod
    def holding(cls, day: date, kind: PeriodKind) -> "Period":
        """Return the period of that kind in which a day lies."""
        length = MONTHS[kind]
        return cls(kind=kind, start=date(day.year, (day.month - 1) // length * length + 1, 1))

    @classmethod
    def parse(cls, kind: str, day: str, *, today: date) -> "Period":
        """Read a period from an address; what is none is the current month or quarter."""
        length = PeriodKind(kind) if kind in PeriodKind.values else PeriodKind.MONTH
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            wanted = today
        return cls.holding(wanted if EARLIEST <= wanted <= LATEST else today, length)

    @property
    def end(self) -> date:
        """The first day that is no longer in it."""
        return add_months(self.start, MONTHS[self.kind])

    @property
    def months(self) -> list[date]:
        """The first days of its months."""
        return [add_months(self.start, place) for place in range(MONTHS[self.kind])]

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """When it begins and when the next one does."""
        begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (self.start, self.end))
        return begin, end

    @property
    def label(self) -> str:
        """Name it: October 2026, Q4 2026."""
        if self.kind == PeriodKind.MONTH:
            return date_format(self.start, "F Y")
        number = (self.start.month - 1) // 3 + 1
        return _("Q%(number)d %(year)d") % {"number": number, "year": self.start.year}

    def step(self, number: int) -> "Period":
        """Return the period so many later; a negative number: earlier."""
        return Period(kind=self.kind, start=add_months(self.start, number * MONTHS[self.kind]))
