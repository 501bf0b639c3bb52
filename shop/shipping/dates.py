"""When a parcel arrives."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

SATURDAY = 5


def delivery_date(*, working_days: int, ordered_at: datetime | None = None) -> date:
    """Return the day a parcel is at the door.

    Ordered before KILN_DISPATCH_CUTOFF_HOUR (TIME_ZONE) on a working day it leaves that
    day, else on the next working day; then it travels `working_days`, Monday to Friday.
    Public holidays are not counted out. `ordered_at` is aware; now if not given.
    """
    moment = timezone.localtime(ordered_at or timezone.now(), timezone.get_default_timezone())
    day = moment.date()
    if moment.hour >= settings.KILN_DISPATCH_CUTOFF_HOUR or not _is_working(day):
        day = _next_working(day)
    for _step in range(working_days):
        day = _next_working(day)
    return day


def _is_working(day: date) -> bool:
    return day.weekday() < SATURDAY


def _next_working(day: date) -> date:
    day += timedelta(days=1)
    while not _is_working(day):
        day += timedelta(days=1)
    return day
