"""Has somebody begun to order less? The level of their last window beside that of the windows before.

A window is two usual intervals, at least 42 and at most 90 days, so that it holds a few orders. The windows
before it, back to the first order and two years at most, say what is usual and how much it varies. Where
three years are known, the season counts: expected is then the share that this window has had of a year, of
the year before it.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean, stdev

from crm_core.order_signals.history import OrderHistory
from crm_core.order_signals.thresholds import Thresholds

YEAR = 365
SHORTEST, LONGEST = 42, 90
LEAST_WINDOWS, MOST_DAYS = 3, 730
SEASON_YEARS = 3


@dataclass(frozen=True, kw_only=True)
class Level:
    """What a window came to and what was to be expected; `measure` is "value" or "pieces"."""

    measure: str
    window: int
    recent: float
    expected: float
    deviation: float
    seasonal: bool

    @property
    def drop(self) -> float:
        """The share by which it is less than expected; negative where it is more."""
        return 1 - self.recent / self.expected


class _Sums:
    """Sums of days between two days, by bisection."""

    def __init__(self, amounts: Mapping[date, float]) -> None:
        self.days = sorted(amounts)
        self.totals = [0.0]
        for day in self.days:
            self.totals.append(self.totals[-1] + amounts[day])

    def between(self, after: date, until: date) -> float:
        """Return what came after one day, until another and on it."""
        return self.totals[bisect_right(self.days, until)] - self.totals[bisect_right(self.days, after)]


def window_of(usual: float) -> int:
    """Return how many days a window has for who orders every `usual` days."""
    return round(min(max(2 * usual, SHORTEST), LONGEST))


def levels(history: OrderHistory, *, day: date, usual: float) -> list[Level]:
    """Return the levels of value and pieces on a day; none for who has too little history."""
    if not history.days:
        return []
    window = window_of(usual)
    found = (
        _level(measure, amounts, first=history.days[0], day=day, window=window)
        for measure, amounts in (("value", history.values), ("pieces", history.pieces))
    )
    return [level for level in found if level is not None]


def dropped(history: OrderHistory, *, day: date, usual: float, rules: Thresholds) -> Level | None:
    """Return the level that fell most, if one fell far enough; None for who ordered nothing at all."""
    fallen = [level for level in levels(history, day=day, usual=usual) if _has_fallen(level, rules)]
    return max(fallen, key=lambda level: level.drop, default=None)


def _has_fallen(level: Level, rules: Thresholds) -> bool:
    below = level.expected - level.recent
    return (
        level.recent > 0
        and level.drop >= rules.drop_share
        and below >= rules.drop_deviations * level.deviation
    )


def _level(
    measure: str, amounts: Mapping[date, float], *, first: date, day: date, window: int
) -> Level | None:
    sums, start = _Sums(amounts), day - timedelta(days=window)
    number = (min((start - first).days, MOST_DAYS) + 1) // window
    if number < LEAST_WINDOWS:
        return None
    before = [
        sums.between(start - timedelta(days=window * (place + 1)), start - timedelta(days=window * place))
        for place in range(number)
    ]
    expected, deviation = fmean(before), stdev(before)
    seasonal = _seasonal(sums, first=first, day=day, window=window)
    if seasonal is not None:
        expected = seasonal
    if expected <= 0:
        return None
    return Level(
        measure=measure,
        window=window,
        recent=sums.between(start, day),
        expected=expected,
        deviation=deviation,
        seasonal=seasonal is not None,
    )


def _seasonal(sums: _Sums, *, first: date, day: date, window: int) -> float | None:
    """Return what the window should come to by its share of earlier years; None before three years."""
    years = (day - first).days // YEAR
    if years < SEASON_YEARS:
        return None
    shares = []
    for back in range(1, years):
        end = day - timedelta(days=YEAR * back)
        year = sums.between(end - timedelta(days=YEAR), end)
        if year > 0:
            shares.append(sums.between(end - timedelta(days=window), end) / year)
    start = day - timedelta(days=window)
    trailing = sums.between(start - timedelta(days=YEAR), start)
    if not shares or trailing <= 0:
        return None
    return fmean(shares) * trailing
