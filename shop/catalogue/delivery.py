"""When a piece that is on the shelf reaches its buyer."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

# The van leaves at two in the afternoon; parcels travel two working days.
LAST_ORDER_TIME = time(14, 0)
DAYS_ON_THE_WAY = 2
SATURDAY = 5


def arrival_date(now: datetime) -> date:
    """Return the day on which an order placed at `now` (aware) arrives in our own country.

    Orders up to 14:00 of the shop's time zone leave the same working day. Counted in
    Mondays to Fridays; public holidays are not known here, so the promise is made "by".
    """
    local = timezone.localtime(now)
    day = local.date()
    if local.time() > LAST_ORDER_TIME or day.weekday() >= SATURDAY:
        day = _next_working_day(day)
    for _step in range(DAYS_ON_THE_WAY):
        day = _next_working_day(day)
    return day


def _next_working_day(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
