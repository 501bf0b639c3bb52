"""Months and weeks that are reported, and which of them a partner owes."""

from collections.abc import Iterator
from datetime import date, timedelta

from partners.sell_through.models import Cadence, Kind, ReportingPeriod, ReportingTerms

WEEK = timedelta(days=6)
ONE_DAY = timedelta(days=1)
#: How far back a partner may report.
MOST_PERIODS = 13


def bounds(cadence: str, day: date) -> tuple[date, date]:
    """Return the first and the last day of the month, or of the week from Monday, that a day is in."""
    if cadence == Cadence.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + WEEK
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY


def period_at(cadence: str, day: date) -> ReportingPeriod:
    """Return the period that a day is in; the first who asks writes it."""
    first, last = bounds(cadence, day)
    period, _made = ReportingPeriod.objects.get_or_create(
        cadence=Cadence(cadence), starts_on=first, defaults={"ends_on": last}
    )
    return period


def first_days(cadence: str, *, today: date, most: int = MOST_PERIODS) -> Iterator[date]:
    """Yield the first days of periods that are over, the latest first."""
    first, _last = bounds(cadence, today)
    for _each in range(most):
        first, _last = bounds(cadence, first - ONE_DAY)
        yield first


def recent_periods(cadence: str, *, today: date, most: int = MOST_PERIODS) -> list[ReportingPeriod]:
    """Return the current period and those before it, the latest first; missing ones are written."""
    days = [bounds(cadence, today)[0], *first_days(cadence, today=today, most=most - 1)]
    rows = [ReportingPeriod(cadence=cadence, starts_on=day, ends_on=bounds(cadence, day)[1]) for day in days]
    found = ReportingPeriod.objects.filter(cadence=cadence, starts_on__in=days)
    if found.count() < len(days):
        ReportingPeriod.objects.bulk_create(rows, ignore_conflicts=True)
    return list(found.order_by("-starts_on"))


def kinds_owed(terms: ReportingTerms) -> list[str]:
    """Return which reports are owed for each period."""
    wanted = ((Kind.SALES, terms.owes_sales), (Kind.STOCK, terms.owes_stock))
    return [kind.value for kind, is_owed in wanted if is_owed]


def due_on(terms: ReportingTerms, period: ReportingPeriod) -> date:
    """Return the day on which the reports of a period are due."""
    return period.ends_on + timedelta(days=terms.due_days)


def is_owed(terms: ReportingTerms, period: ReportingPeriod, *, today: date) -> bool:
    """Say whether a period is over and its reports are owed."""
    return period.cadence == terms.cadence and period.starts_on >= terms.starts_on and period.ends_on < today
