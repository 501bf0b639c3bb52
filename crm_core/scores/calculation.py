"""The scores of one customer, from their orders and the night's estimates; reads and writes nothing."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm_core.scores.bg_nbd import expected_orders, p_alive, p_order
from crm_core.scores.estimation import YEAR, Estimates, error_in, purchases_of
from crm_core.scores.fitting import DAYS_A_WEEK
from crm_core.scores.gamma_gamma import expected_value
from crm_core.scores.intervals import forecast_day, gaps_of, usual_interval
from crm_core.scores.models import CustomerScore
from crm_core.scores.queries import OrderHistory
from crm_core.scores.quintiles import fifth_of
from crm_core.scores.stages import Reached, Stage, stage_on
from shop.money import as_stored

LARGEST = Decimal(10) ** 11
TWO_DAYS = 2


@dataclass(frozen=True, kw_only=True)
class Calculated:
    """A customer's scores, stage and next order date; the score lacks customer, model and moment."""

    score: CustomerScore
    reached: Reached
    next_order_on: date | None


def calculate(history: OrderHistory, *, estimates: Estimates, today: date) -> Calculated:
    """Compute everything of one customer as of a day.

    The next order is expected the usual interval after the last, once there are orders on two days; of
    who is lost none is expected.
    """
    days = history.days
    reached = stage_on(days, today=today, model=estimates.intervals)
    score = CustomerScore(
        orders=history.orders,
        order_days=len(days),
        first_order_on=days[0] if days else None,
        last_order_on=days[-1] if days else None,
        spent=history.spent,
        margin=history.margin if history.margin_revenue else None,
        margin_revenue=history.margin_revenue,
        revenue=history.revenue,
    )
    if days:
        score.recency = fifth_of(days[-1].toordinal(), estimates.recency)
        score.frequency = fifth_of(len(days), estimates.frequency)
        score.monetary = fifth_of(float(history.spent), estimates.monetary)
        _add_prospects(score, history, estimates=estimates, today=today)
    next_order_on = None
    if len(days) >= TWO_DAYS:
        usual = usual_interval(estimates.intervals, gaps_of(days))
        score.interval, score.interval_error = usual.days, usual.error
        if reached.stage != Stage.LOST:
            next_order_on = days[-1] + timedelta(days=round(usual.days))
            score.forecast_on = forecast_day(usual, last=days[-1], today=today)
    return Calculated(score=score, reached=reached, next_order_on=next_order_on)


def _add_prospects(score: CustomerScore, history: OrderHistory, *, estimates: Estimates, today: date) -> None:
    """Add likelihood, orders and money of the coming year, each with its error where one was measured.

    The error of the money is that of the time it was measured on, brought to a year in proportion.
    """
    model, values, errors = estimates.bg_nbd, estimates.gamma_gamma, estimates.errors
    if model is None:
        return
    one = purchases_of(history.values, today=max(today, history.days[-1]))
    recency, age = one.recency / DAYS_A_WEEK, one.age / DAYS_A_WEEK
    score.p_alive = p_alive(model, x=one.x, recency=recency, age=age)
    score.p_order = p_order(model, x=one.x, recency=recency, age=age, weeks=YEAR / DAYS_A_WEEK)
    score.expected_orders = expected_orders(
        model, x=one.x, recency=recency, age=age, weeks=YEAR / DAYS_A_WEEK
    )
    if errors is not None:
        tried = p_order(model, x=one.x, recency=recency, age=age, weeks=errors.window / DAYS_A_WEEK)
        score.p_order_error = error_in(errors.again, tried)
    if values is None:
        return
    worth = score.expected_orders * expected_value(values, x=one.x, mean=one.mean)
    score.clv = _money(worth)
    if errors is not None:
        share = YEAR / errors.window
        score.clv_error = _money(error_in(errors.worth, worth / share) * share)


def _money(amount: float) -> Decimal:
    return as_stored(min(Decimal(amount), LARGEST))
