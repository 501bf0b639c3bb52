"""What the days of the orders say: due, lapsed, back. Pure: days in, findings out.

Usual intervals are those of `crm_core.scores.intervals`: the customer's own, drawn towards those of all while
there are few. Each finding names the day since when it holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm_core.order_signals.thresholds import Thresholds
from crm_core.scores.intervals import IntervalModel, gaps_of, usual_interval

MOST_PRODUCTS = 5
TWO = 2


@dataclass(frozen=True, kw_only=True)
class Due:
    """The usual interval has passed: since `since`; `usual` and `late` are days."""

    since: date
    usual: int
    late: int


@dataclass(frozen=True, kw_only=True)
class ProductDue:
    """A product that is ordered regularly is due, while other goods go on being ordered."""

    product: int
    since: date
    usual: int
    late: int
    times: int


@dataclass(frozen=True, kw_only=True)
class Lapsed:
    """No order for far longer than usual; `silent` is for how many days."""

    since: date
    usual: int
    silent: int


@dataclass(frozen=True, kw_only=True)
class Back:
    """The latest order ended a silence that had made the account a lapsed one."""

    since: date
    silent: int


def order_due(days: Sequence[date], *, day: date, model: IntervalModel, rules: Thresholds) -> Due | None:
    """Say since when the next order is due; None before it, without a rhythm, and once lapsed."""
    if len(days) < rules.rhythm_from:
        return None
    usual = usual_interval(model, gaps_of(days)).days
    elapsed, due = (day - days[-1]).days, rules.due_after(usual)
    if not due < elapsed <= rules.lapsed_after(usual):
        return None
    return Due(since=days[-1] + timedelta(days=due + 1), usual=round(usual), late=elapsed - round(usual))


def lapsed(days: Sequence[date], *, day: date, model: IntervalModel, rules: Thresholds) -> Lapsed | None:
    """Say since when an account has lapsed; one that ordered on one day only has no interval to go by."""
    if len(days) < TWO:
        return None
    usual = usual_interval(model, gaps_of(days)).days
    elapsed, allowed = (day - days[-1]).days, rules.lapsed_after(usual)
    if elapsed <= allowed:
        return None
    return Lapsed(since=days[-1] + timedelta(days=allowed + 1), usual=round(usual), silent=elapsed)


def back(days: Sequence[date], *, model: IntervalModel, rules: Thresholds) -> Back | None:
    """Say whether the latest order came after the account had lapsed, by what was known before it."""
    if len(days) < TWO + 1:
        return None
    silent = (days[-1] - days[-2]).days
    usual = usual_interval(model, gaps_of(days[:-1])).days
    return Back(since=days[-1], silent=silent) if silent > rules.lapsed_after(usual) else None


def products_due(
    product_days: Mapping[int, Sequence[date]],
    *,
    last: date,
    day: date,
    model: IntervalModel,
    rules: Thresholds,
) -> list[ProductDue]:
    """List the products that are due, of those that the customer orders regularly: the most often first.

    Who has given a product up is not told of it for ever: after `lapsed_after` its own interval it counts
    as given up, as an account does. `last` is the day of the latest order of anything.
    """
    found = []
    for product, days in product_days.items():
        if len(days) < rules.product_from:
            continue
        usual = usual_interval(model, gaps_of(days)).days
        elapsed = (day - days[-1]).days
        allowed = max(1, int(rules.product_times * usual))
        if allowed < elapsed <= rules.lapsed_after(usual) and last <= day:
            found.append(
                ProductDue(
                    product=product,
                    since=days[-1] + timedelta(days=allowed + 1),
                    usual=round(usual),
                    late=elapsed - round(usual),
                    times=len(days),
                )
            )
    found.sort(key=lambda due: (-due.times, due.usual, due.product))
    return found[:MOST_PRODUCTS]
