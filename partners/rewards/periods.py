"""Months, quarters and years of the shop's time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from partners.rewards.models import RewardRule
from shop.time_zones import shop_day

MONTHS = {RewardRule.Period.MONTH: 1, RewardRule.Period.QUARTER: 3, RewardRule.Period.YEAR: 12}
YEAR = 12


def month_of(moment: datetime) -> date:
    """Return the first day of the month that a moment lies in."""
    return shop_day(moment).replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def starts_at(day: date) -> datetime:
    """Return when a day begins in the shop's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def period_start(period: str, day: date) -> date:
    """Return the first day of the month, quarter or year that a day lies in."""
    months = MONTHS[RewardRule.Period(period)]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def period_end(period: str, start: date) -> date:
    """Return the first day after a period."""
    count = start.month - 1 + MONTHS[RewardRule.Period(period)]
    return date(start.year + count // YEAR, count % YEAR + 1, 1)
