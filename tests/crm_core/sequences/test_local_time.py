from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from crm_core.customers.models import Customer
from crm_core.customers.services import attach_order
from crm_core.sequences.local_time import country_of, is_good_moment, next_slot, zone_of
from tests.shop.factories import OrderFactory

BERLIN, TAIPEI, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Taipei"), ZoneInfo("America/New_York")


def _slot(zone, after, *, days=0, at=time(9), working_days_only=True, region=""):
    return next_slot(after, days=days, at=at, zone=zone, working_days_only=working_days_only, region=region)


@pytest.mark.parametrize(
    ("zone", "after", "days", "due"),
    [
        (BERLIN, datetime(2026, 6, 8, 5, tzinfo=UTC), 0, datetime(2026, 6, 8, 7, tzinfo=UTC)),
        (TAIPEI, datetime(2026, 6, 8, 5, tzinfo=UTC), 0, datetime(2026, 6, 9, 1, tzinfo=UTC)),
        # Sunday evening in UTC is Monday morning in Taipei.
        (TAIPEI, datetime(2026, 6, 7, 23, tzinfo=UTC), 1, datetime(2026, 6, 9, 1, tzinfo=UTC)),
        (NEW_YORK, datetime(2026, 6, 9, 2, tzinfo=UTC), 1, datetime(2026, 6, 9, 13, tzinfo=UTC)),
        # Friday and one day: Saturday and Sunday are passed over.
        (BERLIN, datetime(2026, 6, 5, 10, tzinfo=UTC), 1, datetime(2026, 6, 8, 7, tzinfo=UTC)),
    ],
)
def test_a_step_is_due_by_the_customers_own_clock(zone, after, days, due):
    assert _slot(zone, after, days=days) == due


@pytest.mark.parametrize(
    ("at", "after", "days", "due"),
    [
        # The clocks go forward on 29 March and back on 25 October, both Sundays.
        (time(9), datetime(2026, 3, 28, 8, tzinfo=UTC), 1, datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (time(2, 30), datetime(2026, 3, 28, 8, tzinfo=UTC), 1, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (time(9), datetime(2026, 10, 24, 8, tzinfo=UTC), 1, datetime(2026, 10, 25, 8, tzinfo=UTC)),
        (time(2, 30), datetime(2026, 10, 24, 8, tzinfo=UTC), 1, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_hour_stays_when_the_clocks_change(at, after, days, due):
    assert _slot(BERLIN, after, days=days, at=at, working_days_only=False) == due


def test_public_holidays_of_the_customers_country_are_passed_over():
    christmas = datetime(2026, 12, 24, 12, tzinfo=UTC)
    assert _slot(BERLIN, christmas, days=1, region="DE") == datetime(2026, 12, 28, 8, tzinfo=UTC)
    assert _slot(BERLIN, christmas, days=1, working_days_only=False, region="DE") == datetime(
        2026, 12, 25, 8, tzinfo=UTC
    )


@pytest.mark.parametrize(("hour", "is_good"), [(6, False), (7, True), (17, True), (18, False), (23, False)])
def test_nobody_is_written_to_before_the_hour_or_in_the_evening(hour, is_good):
    moment = datetime(2026, 6, 8, hour, tzinfo=UTC)  # 8 o'clock in Berlin is 6 in UTC
    assert is_good_moment(moment, at=time(9), zone=BERLIN, working_days_only=True) is is_good


@pytest.mark.parametrize(
    ("country", "phone", "zone"),
    [
        ("TW", "", "Asia/Taipei"),
        ("DE", "", "Europe/Berlin"),
        ("US", "+12125550123", "America/New_York"),
        ("", "+886223456789", "Asia/Taipei"),
        ("", "", "UTC"),
    ],
)
def test_the_zone_is_that_of_the_country_or_the_number(country, phone, zone):
    assert zone_of(Customer(phone=phone), country).key == zone


def test_the_country_is_that_of_the_last_parcel(db):
    order = OrderFactory(guest_email="mara@lindt.example")
    customer = attach_order(order)
    assert country_of(customer) == order.shipping_address.country_id
