"""When a parcel arrives."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from shop.working_hours import WEEK, is_working_day, next_working_day


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When parcels leave a place: until `cutoff` (its own time) on its working days (ISO weekdays).

    `region` names whose public holidays it keeps (`DE`, `DE-SN`; empty: none).
    """

    cutoff: time
    zone: str
    weekdays: frozenset[int] = WEEK
    region: str = ""


def shop_calendar(region: str = "") -> Calendar:
    """Return the calendar of a shop that keeps no warehouses: KILN_DISPATCH_CUTOFF_HOUR, TIME_ZONE."""
    return Calendar(
        cutoff=time(settings.KILN_DISPATCH_CUTOFF_HOUR),
        zone=settings.TIME_ZONE,
        region=region or settings.KILN_WORKSHOP_REGION,
    )


def delivery_date(
    *,
    working_days: int,
    ordered_at: datetime | None = None,
    region: str = "",
    calendar: Calendar | None = None,
    destination: str = "",
) -> date:
    """Return the day a parcel is at the door.

    Ordered before the cut-off on a working day of `calendar` (default: the shop's, with the holidays of
    `region`) it leaves that day, else on the next working day. Then it travels `working_days`, Monday to
    Friday without the holidays kept where it left, and is not handed over on a holiday of the
    `destination` (a country). `ordered_at` is aware; now if not given.
    """
    place = calendar or shop_calendar(region)
    moment = timezone.localtime(ordered_at or timezone.now(), ZoneInfo(place.zone))
    day = moment.date()
    if moment.time() >= place.cutoff or not is_working_day(day, place.weekdays, place.region):
        day = next_working_day(day, place.weekdays, place.region)
    for _step in range(working_days):
        day = next_working_day(day, WEEK, place.region)
    while destination and working_days and not is_working_day(day, WEEK, destination):
        day += timedelta(days=1)
    return day
