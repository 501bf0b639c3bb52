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
