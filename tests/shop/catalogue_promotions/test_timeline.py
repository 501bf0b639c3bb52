"""Which price holds when, and the lowest of the thirty days before."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shop.catalogue_promotions.timeline import Span, holding, lowest_before, reduced_since

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def day(number):
    return NOW + timedelta(days=number)


def span(start, end, price, key=1, *, priority=0):
    return Span(
        start=day(start),
        end=None if end is None else day(end),
        price=Decimal(price),
        promotion_id=key,
        priority=priority,
    )


def told(spans):
    return [
        (
            (one.start - NOW).days,
            None if one.end is None else (one.end - NOW).days,
            one.price,
            one.promotion_id,
        )
        for one in spans
    ]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([span(-2, -1, 8)], []),
        ([span(-2, 5, 8)], [(0, 5, 8, 1)]),
        ([span(2, None, 8)], [(2, None, 8, 1)]),
        ([span(0, 9, 8), span(3, 5, 7, 2)], [(0, 3, 8, 1), (3, 5, 7, 2), (5, 9, 8, 1)]),
        ([span(0, 9, 8, priority=1), span(3, 5, 7, 2)], [(0, 9, 8, 1)]),
        ([span(0, 9, 8), span(3, 12, 9, 2)], [(0, 9, 8, 1), (9, 12, 9, 2)]),
    ],
    ids=["none", "over", "running", "to come", "lower within", "higher priority", "the lower first"],
)
def test_one_price_at_a_time(spans, expected):
    assert told(holding(spans, since=NOW)) == expected


@pytest.mark.parametrize(
    ("own", "reduced", "expected"),
    [
        ([(-90, 20)], [], 20),
        ([(-90, 20), (-10, 25)], [], 20),
        ([(-90, 20), (-31, 25)], [], 25),
        ([(-90, 20), (-20, 15), (-19, 25)], [], 15),
        ([(-90, 20)], [span(-40, -20, 12)], 12),
        ([(-90, 20)], [span(-60, -31, 12)], 20),
        ([(-5, 18)], [], 18),
        ([], [], 99),
    ],
    ids=["always", "raised within", "raised before", "a dip", "a sale", "a sale long ago", "new", "unknown"],
)
def test_lowest_price_of_the_thirty_days_before(own, reduced, expected):
    found = lowest_before(
        NOW, own=[(day(at), Decimal(price)) for at, price in own], reduced=reduced, otherwise=Decimal(99)
    )
    assert found == expected


def test_a_price_reduced_further_without_a_break_is_one_reduction():
    first, second, third = span(-9, -5, 8), span(-5, 0, 7, 2), span(0, 4, 6, 3)
    assert reduced_since(third, [first, second]) == day(-9)
    assert reduced_since(third, [span(-9, -1, 7)]) == NOW
    assert reduced_since(third, [span(-5, 0, 5)]) == NOW
