"""The lifecycle stage of a customer, by rules from their own orders.

`usual` is the customer's usual interval in days (`crm_core.scores.intervals`), as it was known before the
order in question; days with several orders are one. Cancelled orders do not count.

- prospect: has never ordered.
- at risk: the last order is longer ago than twice the usual interval, and than the interval and 14 days.
- lost: longer ago than four times the usual interval, and than the interval and 60 days.
- won back: the latest order ended such a loss; until the next order.
- loyal: five days with orders or more, none of the above.
- new: one day with orders; active: two to four.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from crm_core.customers.models import Customer
from crm_core.scores.intervals import IntervalModel, gaps_of, usual_interval

Stage = Customer.Stage
RISK_TIMES, RISK_DAYS = 2, 14
LOSS_TIMES, LOSS_DAYS = 4, 60
LOYAL_FROM = 5


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A stage, and the day on which the rules led to it; None for who never ordered.

    `silence` is for how many days no order had come then, None where an order led to the stage; `usual` the
    interval that the rules went by.
    """

    stage: str
    on: date | None
    silence: int | None = None
    usual: float | None = None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """After how many days without an order a customer is at risk, and lost."""

    risk: int
    loss: int


def limits(usual: float) -> Limits:
    """Return the days after which a customer of this usual interval (days) is at risk and lost."""
    return Limits(
        risk=floor(max(RISK_TIMES * usual, usual + RISK_DAYS)),
        loss=floor(max(LOSS_TIMES * usual, usual + LOSS_DAYS)),
    )


def stages_through(days: Sequence[date], *, until: date, model: IntervalModel) -> Iterator[Reached]:
    """Tell every stage a customer has reached by `until`, earliest first; `days` ascend and differ.

    Begins with the first order: before it everybody is a prospect. The same stage twice in a row is told
    once.
    """
    current = Stage.PROSPECT
    gaps = gaps_of(days)
    for number, day in enumerate(days, start=1):
        was_lost = current == Stage.LOST
        found = [Reached(stage=_ordered(number, was_lost=was_lost), on=day)]
        usual = usual_interval(model, gaps[: number - 1]).days
        limit = limits(usual)
        next_look = days[number] - timedelta(days=1) if number < len(days) else until
        for stage, allowed in ((Stage.AT_RISK, limit.risk), (Stage.LOST, limit.loss)):
            crossed = day + timedelta(days=allowed + 1)
            if crossed <= next_look:
                found.append(Reached(stage=stage, on=crossed, silence=allowed + 1, usual=usual))
        for reached in found:
            if reached.stage != current:
                current = Stage(reached.stage)
                yield reached


def stage_on(days: Sequence[date], *, today: date, model: IntervalModel) -> Reached:
    """Return the stage of a customer today; `days` ascend and differ."""
    reached = Reached(stage=Stage.PROSPECT, on=None)
    for reached in stages_through(days, until=today, model=model):  # noqa: B007 - the last one counts
        pass
    return reached


def _ordered(number: int, *, was_lost: bool) -> str:
    if was_lost:
        return Stage.WON_BACK
    if number >= LOYAL_FROM:
        return Stage.LOYAL
    return Stage.NEW if number == 1 else Stage.ACTIVE
