"""Until when a consumer may withdraw (Directive 2011/83/EU, articles 9 and 10)."""

from datetime import date, timedelta

from shop.time_zones import shop_day
from shop.withdrawal.models import WithdrawalSettings

SATURDAY, WEEKDAYS = 5, 7


def settings_now() -> WithdrawalSettings:
    """Return the settings; the law's own while nobody has set them."""
    return WithdrawalSettings.objects.first() or WithdrawalSettings()


def last_day(*, placed: date, delivered: date | None, rules: WithdrawalSettings) -> date | None:
    """Return the last day to withdraw; None while not all has been delivered, which begins no period.

    The day of delivery does not count. Whoever was not told of their right has twelve months more. A period
    that ends at a weekend ends with the Monday after it (Regulation 1182/71, article 3).
    """
    if delivered is None:
        return None
    end = delivered + timedelta(days=rules.period_days)
    if rules.informed_since is not None and placed < rules.informed_since:
        end = _year_later(end)
    if end.weekday() >= SATURDAY:
        end += timedelta(days=WEEKDAYS - end.weekday())
    return end


def _year_later(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if is_leap_day else day.replace(year=day.year + 1)


def today() -> date:
    """Return the day it is for the shop."""
    return shop_day()
