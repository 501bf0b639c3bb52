"""When a step is due at the customer's place."""

from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel.core import get_global
from django.conf import settings
from phonenumbers.timezone import time_zones_for_number

from crm_core.customers.models import Customer
from crm_core.customers.queries import orders_of
from shop.working_hours import EVERY_DAY, WEEK, is_working_day

#: After this hour of theirs, and before the step's own, nobody is written to.
LATEST = time(20)


@cache
def _zones_of(country: str) -> tuple[str, ...]:
    return tuple(sorted(zone for zone, place in get_global("zone_territories").items() if place == country))


def country_of(customer: Customer) -> str:
    """Return where the last parcel went, as ISO 3166 alpha-2; empty for who never had one."""
    order = orders_of(customer).exclude(shipping_address=None).select_related("shipping_address").first()
    address = order.shipping_address if order is not None else None
    return address.country_id if address is not None else ""


def zone_of(customer: Customer, country: str | None = None) -> ZoneInfo:
    """Return a customer's time zone: of their country, else of their number, else the shop's."""
    zones = _zones_of(country_of(customer) if country is None else country)
    if zones and _agree(zones):
        return ZoneInfo(zones[0])
    for zone in _zones_of_number(customer.phone):
        if not zones or zone in zones:
            return ZoneInfo(zone)
    if zones and settings.TIME_ZONE not in zones:
        return ZoneInfo(zones[len(zones) // 2])
    return ZoneInfo(settings.TIME_ZONE)


def _agree(zones: tuple[str, ...]) -> bool:
    """Tell whether the clocks of these zones show the same, in winter and in summer."""
    moments = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    return (
        len({tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments) for zone in zones})
        == 1
    )


def _zones_of_number(phone: str) -> tuple[str, ...]:
    if not phone.startswith("+"):
        return ()
    try:
        zones = time_zones_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return ()
    known = tuple(zone for zone in zones if zone != "Etc/Unknown")
    return known if known and _agree(known) else ()


def next_slot(
    after: datetime, *, days: int, at: time, zone: ZoneInfo, working_days_only: bool, region: str = ""
) -> datetime:
    """Return the first moment, in UTC, that is `at` by a zone's clock, `days` after `after` or later.

    On working days only, Saturdays, Sundays and public holidays of the region are passed over. An hour that
    the clocks leave out is the one after it; one that they show twice is the first.
    """
    day = after.astimezone(zone).date() + timedelta(days=days)
    weekdays, kept = (WEEK, region) if working_days_only else (EVERY_DAY, "")
    while True:
        moment = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
        if moment >= after and is_working_day(day, weekdays, kept):
            return moment
        day += timedelta(days=1)


def is_good_moment(
    now: datetime, *, at: time, zone: ZoneInfo, working_days_only: bool, region: str = ""
) -> bool:
    """Tell whether somebody may be written to now, for a step that was due at this hour or before."""
    local = now.astimezone(zone)
    if working_days_only and not is_working_day(local.date(), WEEK, region):
        return False
    return at <= local.time() < LATEST if at < LATEST else at <= local.time()
