"""How long a customer usually takes to the next order.

The days between a customer's orders are taken as lognormal: the logarithms of one customer's intervals lie
normally around the customer's own mean (variance `within`), and these means normally around that of all
(`mean`, variance `between`). The own mean is estimated from the own intervals and that of all, each weighed
by what it tells (empirical Bayes; Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.4). So nobody is
judged by one interval alone, and who has many is judged by these. Days with more than one order are one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import exp, log, sqrt
from statistics import NormalDist, fmean

NORMAL = NormalDist()
# The middle half of a normal distribution lies within so many standard deviations.
QUARTILE = 0.6745
LEAST_VARIANCE = 0.01
LEAST_CUSTOMERS = 20
LONGEST_DAYS = 3650.0


@dataclass(frozen=True, kw_only=True)
class IntervalModel:
    """All customers' intervals: mean and variances of their logarithms (of days)."""

    mean: float
    between: float
    within: float


#: Where too few have ordered again to tell: 90 days, and every customer's own intervals soon count more.
UNKNOWN_SHOP = IntervalModel(mean=log(90), between=0.5, within=0.5)


@dataclass(frozen=True, kw_only=True)
class UsualInterval:
    """One customer's interval: `days` is its median, `spread` the standard deviation of its logarithm."""

    days: float
    spread: float

    @property
    def error(self) -> float:
        """Half the width of the middle half of the intervals to expect, in days: one in two lies within."""
        return (self.days * exp(QUARTILE * self.spread) - self.days * exp(-QUARTILE * self.spread)) / 2


def gaps_of(days: Sequence[date]) -> list[int]:
    """Return the days between orders; `days` ascend and differ."""
    return [(later - earlier).days for earlier, later in pairwise(days)]


def usual_interval(model: IntervalModel, gaps: Sequence[int]) -> UsualInterval:
    """Return a customer's interval; without a gap of their own it is that of all."""
    number = len(gaps)
    weight = number / model.within + 1 / model.between
    own = sum(log(gap) for gap in gaps)
    mean = (own / model.within + model.mean / model.between) / weight
    spread = sqrt(model.within + 1 / weight)
    return UsualInterval(days=min(exp(mean), LONGEST_DAYS), spread=spread)


def forecast_day(interval: UsualInterval, *, last: date, today: date) -> date:
    """Return the day by which the next order has come with a chance of one half, if it comes.

    That is the usual interval after the last order. Who is late already has let a part of the
    possible intervals pass: then it is the median of those that are left.
    """
    elapsed = (today - last).days
    if elapsed <= interval.days:
        return last + timedelta(days=round(interval.days))
    passed = NORMAL.cdf((log(elapsed) - log(interval.days)) / interval.spread)
    middle = min(passed + (1 - passed) / 2, 1 - 1e-9)
    left = interval.days * exp(NORMAL.inv_cdf(middle) * interval.spread)
    return last + timedelta(days=round(min(max(left, elapsed), elapsed + LONGEST_DAYS)))


def fit_intervals(histories: Iterable[Sequence[int]]) -> IntervalModel:
    """Estimate the model from the gaps of all customers, by the method of moments.

    `within` is the variance of intervals around their customer's mean, pooled over who has two or
    more; `between` is what the means differ by beyond that. Fewer than 20 customers with an
    interval say nothing about a shop: then it is UNKNOWN_SHOP.
    """
    means, numbers, squares, freedom = [], [], 0.0, 0
    for gaps in histories:
        if not gaps:
            continue
        logs = [log(gap) for gap in gaps]
        mean = fmean(logs)
        means.append(mean)
        numbers.append(len(logs))
        squares += sum((value - mean) ** 2 for value in logs)
        freedom += len(logs) - 1
    if len(means) < LEAST_CUSTOMERS:
        return UNKNOWN_SHOP
    centre = fmean(means)
    within = max(squares / freedom, LEAST_VARIANCE) if freedom else UNKNOWN_SHOP.within
    seen = sum((mean - centre) ** 2 for mean in means) / (len(means) - 1)
    noise = within * fmean(1 / number for number in numbers)
    return IntervalModel(mean=centre, between=max(seen - noise, LEAST_VARIANCE), within=within)
