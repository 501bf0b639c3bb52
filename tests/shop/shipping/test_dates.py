from datetime import UTC, date, datetime

import pytest

from shop.shipping.dates import delivery_date

# 2026-11-23 is a Monday; the cut-off is at 14:00.


@pytest.mark.parametrize(
    ("ordered_at", "working_days", "arrives"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), 3, date(2026, 11, 26)),
        (datetime(2026, 11, 23, 14, 0, tzinfo=UTC), 3, date(2026, 11, 27)),
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), 3, date(2026, 12, 1)),
        (datetime(2026, 11, 27, 15, 0, tzinfo=UTC), 1, date(2026, 12, 1)),
        (datetime(2026, 11, 28, 9, 0, tzinfo=UTC), 1, date(2026, 12, 1)),
        (datetime(2026, 11, 29, 9, 0, tzinfo=UTC), 0, date(2026, 11, 30)),
    ],
)
def test_parcel_arrives_on_a_working_day(ordered_at, working_days, arrives):
    assert delivery_date(working_days=working_days, ordered_at=ordered_at) == arrives


@pytest.mark.parametrize(
    ("region", "arrives"),
    [
        ("DE", date(2026, 11, 19)),
        ("DE-SN", date(2026, 11, 20)),  # the Day of Repentance, 18 November, is kept in Saxony only
        ("FR", date(2026, 11, 19)),
    ],
)
def test_public_holidays_of_the_warehouses_region_do_not_count(region, arrives, settings):
    settings.KILN_WORKSHOP_REGION = region

    assert delivery_date(working_days=2, ordered_at=datetime(2026, 11, 17, 9, 0, tzinfo=UTC)) == arrives


def test_christmas_and_new_year_are_passed_over():
    ordered = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)

    assert delivery_date(working_days=5, ordered_at=ordered, region="DE") == date(2027, 1, 4)
    assert delivery_date(working_days=1, ordered_at=ordered, region="CN") == date(2026, 12, 25)
