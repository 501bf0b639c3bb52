"""What the forecast of repeat orders learns from its own errors: level and season.

BG/NBD knows neither growth nor season. Both are told by how the model erred in the months that are over:

- **level**: the logarithm of actual over model, smoothed exponentially (`SMOOTHING` of each new month);
- **season**: half (`SEASON`) of what was left of the error in the same month a year before.

No single month counts for more than a factor of `MOST`. Measured by `bench.forecast`: docs/forecast.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log

from crm_core.forecast.models import BacktestMonth
from crm_core.forecast.periods import add_months

SMOOTHING, SEASON, MOST = 0.3, 0.5, 1.5
YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A month that is over: what the bare model had said, and what came."""

    month: date
    model: float
    actual: float


def factor_for(month: date, past: Sequence[Seen]) -> float:
    """Return by what the bare model's forecast of a month is multiplied; `past` ascends and ends before it.

    What the season adds is taken relative to the level that was known a year before, so that growth
    is not counted twice.
    """
    level, levels = 0.0, {}
    errors: dict[date, float] = {}
    for seen in past:
        if seen.month >= month:
            break
        levels[seen.month] = level
        errors[seen.month] = error = _error(seen)
        level += SMOOTHING * (error - level)
    season = 0.0
    year_before = add_months(month, -YEAR)
    if year_before in errors:
        season = SEASON * _bounded(errors[year_before] - levels[year_before])
    return exp(level + season)


def _error(seen: Seen) -> float:
    return _bounded(log(seen.actual / seen.model)) if seen.model > 0 and seen.actual > 0 else 0.0


def _bounded(error: float) -> float:
    return max(-log(MOST), min(log(MOST), error))


def factors_of(months: Iterable[date]) -> Mapping[date, float]:
    """Return the factor of each of these months by the shop's own back-test; one query."""
    rows = BacktestMonth.objects.order_by("month").values_list("month", "model", "actual")
    past = [Seen(month=month, model=float(model), actual=float(actual)) for month, model, actual in rows]
    return {month: factor_for(month, past) for month in months}
