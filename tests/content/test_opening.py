from datetime import UTC, date, datetime, time
from functools import partial

import pytest
from django.utils.translation import override

from content.opening import OpenState, Span, state_at, week_of

WEEK = [(day, Span(time(10), time(18))) for day in range(1, 5)] + [
    (5, Span(time(14), time(16))),
    (5, Span(time(10), time(13))),
]
at = partial(datetime, tzinfo=UTC)  # the clock on the shop's wall
# 2026-11-24 is a Tuesday.


@pytest.mark.parametrize(
    ("moment", "is_open", "words"),
    [
        (at(2026, 11, 24, 10, 0), True, "Open until 18:00"),
        (at(2026, 11, 24, 17, 59), True, "Open until 18:00"),
        (at(2026, 11, 24, 18, 0), False, "Closed now, opens tomorrow at 10:00"),
        (at(2026, 11, 24, 8, 0), False, "Closed now, opens at 10:00"),
        (at(2026, 11, 28, 13, 30), False, "Closed now, opens at 14:00"),
        (at(2026, 11, 28, 16, 0), False, "Closed now, opens on Tuesday at 10:00"),
        (at(2026, 12, 22, 12, 0), False, "Closed now, opens tomorrow at 10:00"),
        (at(2026, 12, 24, 12, 0), True, "Open until 13:30"),
    ],
)
def test_state_by_the_shops_clock(moment, is_open, words):
    special = {date(2026, 12, 22): None, date(2026, 12, 24): Span(time(10), time(13, 30))}

    assert state_at(WEEK, special, local=moment) == OpenState(is_open, words)


def test_a_shop_without_hours_is_closed_for_the_time_being():
    state = state_at([], {}, local=at(2026, 11, 24, 12, 0))

    assert state == OpenState(is_open=False, words="Closed for the time being")


def test_the_week_has_seven_days_in_order_with_their_spans_in_order():
    with override("en"):
        week = week_of(WEEK)

    assert [day.name for day in week][:2] == ["Monday", "Tuesday"]
    assert week[0].spans == ()
    assert week[5].spans == (Span(time(10), time(13)), Span(time(14), time(16)))
