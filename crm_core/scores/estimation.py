"""What all customers together say: the models, and how far off they would have been.

Every error is measured on orders that the estimate did not know: the models are fitted to what was known on
a day in the past and compared with what followed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean
from typing import TypeVar

from crm_core.scores.bg_nbd import BgNbd, expected_orders, p_order
from crm_core.scores.fitting import DAYS_A_WEEK, CannotFitError, Purchases, fit_bg_nbd, fit_gamma_gamma
from crm_core.scores.gamma_gamma import GammaGamma, expected_value
from crm_core.scores.intervals import (
    UNKNOWN_SHOP,
    IntervalModel,
    fit_intervals,
    forecast_day,
    gaps_of,
    usual_interval,
)
from crm_core.scores.quintiles import Cuts, cuts_of
from shop.json_types import JsonObject

M = TypeVar("M")
YEAR = 365
NEXT_ORDER_WINDOW = 90
LEAST_CUSTOMERS = 50
LEAST_WINDOW = 28
BANDS = 5
Orders = Mapping[date, Decimal]
#: (largest prediction of a band, its error); ascending.
Bands = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class NextOrderErrors:
    """Mean absolute errors in days, of who ordered in time; `naive`: last order and own mean interval."""

    customers: int
    mean_days: float
    naive_days: float


@dataclass(frozen=True, kw_only=True)
class Errors:
    """How far off the models were. `orders` and `value` are mean absolute errors of `window` days.

    `naive_orders` goes on as before: the customer's own orders a day. `again` and `worth` hold the error of
    each fifth of the predictions: of the likelihood of an order as a fraction, and in money of `window` days.
    """

    window: int
    customers: int
    orders: float
    naive_orders: float
    value: float
    again: Bands
    worth: Bands


@dataclass(frozen=True, kw_only=True)
class Estimates:
    """The models of one night; None where the shop's orders determine none yet."""

    intervals: IntervalModel = UNKNOWN_SHOP
    bg_nbd: BgNbd | None = None
    gamma_gamma: GammaGamma | None = None
    recency: Cuts = ()  # of the day number of the last order
    frequency: Cuts = ()
    monetary: Cuts = ()
    errors: Errors | None = None
    next_order: NextOrderErrors | None = None
    customers: int = field(default=0, compare=False)

    def as_json(self) -> tuple[JsonObject, JsonObject]:
        """Return parameters and errors as a `ScoreModel` keeps them."""
        stored = asdict(self)
        errors = {name: stored.pop(name) for name in ("errors", "next_order")}
        return stored, errors

    @classmethod
    def from_json(cls, parameters: JsonObject, errors: JsonObject) -> "Estimates":
        """Return what `as_json` gave."""

        def made(kind: type[M], values: JsonObject | None) -> M | None:
            return None if values is None else kind(**values)

        measured = errors["errors"]
        if measured is not None:
            bands = {
                name: tuple((top, error) for top, error in measured[name]) for name in ("again", "worth")
            }
            measured = {**measured, **bands}
        return cls(
            intervals=IntervalModel(**parameters["intervals"]),
            bg_nbd=made(BgNbd, parameters["bg_nbd"]),
            gamma_gamma=made(GammaGamma, parameters["gamma_gamma"]),
            errors=made(Errors, measured),
            next_order=made(NextOrderErrors, errors["next_order"]),
            customers=parameters["customers"],
            **{name: tuple(parameters[name]) for name in ("recency", "frequency", "monetary")},
        )


def purchases_of(orders: Orders, *, today: date) -> Purchases:
    """Sum up what BG/NBD and Gamma-Gamma ask of a customer; `orders` has one day at least."""
    days = sorted(orders)
    repeated = [float(orders[day]) for day in days[1:]]
    return Purchases(
        x=len(days) - 1,
        recency=(days[-1] - days[0]).days,
        age=(today - days[0]).days,
        mean=fmean(repeated) if repeated else 0.0,
    )


def estimate(histories: Sequence[Orders], *, today: date) -> Estimates:
    """Fit all models to the customers' orders (day to value) and measure their errors.

    Fewer than 50 customers determine no model of likelihood and value; rhythm and quintiles are
    taken from whoever is there.
    """
    known = [orders for orders in histories if orders]
    bg_nbd, gamma_gamma = _fitted([purchases_of(orders, today=today) for orders in known])
    return Estimates(
        intervals=fit_intervals(gaps_of(sorted(orders)) for orders in known),
        bg_nbd=bg_nbd,
        gamma_gamma=gamma_gamma,
        recency=cuts_of([max(orders).toordinal() for orders in known]),
        frequency=cuts_of([len(orders) for orders in known]),
        monetary=cuts_of([float(sum(orders.values())) for orders in known]),
        errors=_errors(known, today=today) if bg_nbd else None,
        next_order=next_order_errors(known, today=today),
        customers=len(known),
    )


def next_order_errors(histories: Iterable[Orders], *, today: date) -> NextOrderErrors | None:
    """Predict every next order as of 90 days ago and compare; None where nobody could be compared.

    Compared are those who had ordered on two days by then and ordered in the 90 days. Neither guess may lie
    in what was the past then.
    """
    cut = today - timedelta(days=NEXT_ORDER_WINDOW)
    split = [_split(orders, cut=cut) for orders in histories]
    model = fit_intervals(gaps_of(sorted(before)) for before, _after in split)
    errors, naive = [], []
    for before, after in split:
        if len(before) < 2 or not after:  # noqa: PLR2004 - an interval has two ends
            continue
        days, came = sorted(before), min(after)
        gaps = gaps_of(days)
        soonest = cut + timedelta(days=1)
        guess = forecast_day(usual_interval(model, gaps), last=days[-1], today=cut)
        plain = days[-1] + timedelta(days=round(fmean(gaps)))
        errors.append(abs((max(guess, soonest) - came).days))
        naive.append(abs((max(plain, soonest) - came).days))
    if not errors:
        return None
    return NextOrderErrors(customers=len(errors), mean_days=fmean(errors), naive_days=fmean(naive))


def error_in(bands: Bands, prediction: float) -> float:
    """Return the error of the band that a prediction falls into; beyond all, that of the last."""
    return next((error for top, error in bands if prediction <= top), bands[-1][1])


def _fitted(customers: Sequence[Purchases]) -> tuple[BgNbd | None, GammaGamma | None]:
    if len(customers) < LEAST_CUSTOMERS:
        return None, None
    try:
        bg_nbd = fit_bg_nbd(customers).model
    except CannotFitError:
        return None, None
    try:
        return bg_nbd, fit_gamma_gamma(customers)
    except CannotFitError:
        return bg_nbd, None


def _split(orders: Orders, *, cut: date) -> tuple[Orders, Orders]:
    """Return what was known on a day, and what followed."""
    before = {day: value for day, value in orders.items() if day <= cut}
    return before, {day: value for day, value in orders.items() if day > cut}


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """A customer of the past: predicted beside what came."""

    again: float
    orders: float
    value: float
    naive: float
    seen_orders: int
    seen_value: float


def _errors(histories: Sequence[Orders], *, today: date) -> Errors | None:
    """Fit to the first part of the known time and compare with the rest: a year, or half of what there is."""
    window = min(YEAR, (today - min(min(orders) for orders in histories)).days // 2)
    cut = today - timedelta(days=window)
    split = [pair for pair in (_split(orders, cut=cut) for orders in histories) if pair[0]]
    customers = [purchases_of(before, today=cut) for before, _after in split]
    bg_nbd, gamma_gamma = _fitted(customers)
    if bg_nbd is None or window < LEAST_WINDOW:
        return None
    trials = [
        _trial(bg_nbd, gamma_gamma, one, after, window=window)
        for one, (_before, after) in zip(customers, split, strict=True)
    ]
    return Errors(
        window=window,
        customers=len(trials),
        orders=fmean(abs(one.orders - one.seen_orders) for one in trials),
        naive_orders=fmean(abs(one.naive - one.seen_orders) for one in trials),
        value=fmean(abs(one.value - one.seen_value) for one in trials),
        again=tuple(
            (part[-1].again, abs(fmean(one.again - bool(one.seen_orders) for one in part)))
            for part in _fifths(sorted(trials, key=lambda one: one.again))
        ),
        worth=tuple(
            (part[-1].value, fmean(abs(one.value - one.seen_value) for one in part))
            for part in _fifths(sorted(trials, key=lambda one: one.value))
        ),
    )


def _trial(
    bg_nbd: BgNbd, gamma_gamma: GammaGamma | None, one: Purchases, after: Orders, *, window: int
) -> _Trial:
    recency, age, weeks = one.recency / DAYS_A_WEEK, one.age / DAYS_A_WEEK, window / DAYS_A_WEEK
    orders = expected_orders(bg_nbd, x=one.x, recency=recency, age=age, weeks=weeks)
    each = expected_value(gamma_gamma, x=one.x, mean=one.mean) if gamma_gamma else 0.0
    return _Trial(
        again=p_order(bg_nbd, x=one.x, recency=recency, age=age, weeks=weeks),
        orders=orders,
        value=orders * each,
        naive=one.x / one.age * window if one.age else 0.0,
        seen_orders=len(after),
        seen_value=float(sum(after.values())),
    )


def _fifths(trials: Sequence[_Trial]) -> list[Sequence[_Trial]]:
    size = len(trials)
    parts = [trials[size * n // BANDS : size * (n + 1) // BANDS] for n in range(BANDS)]
    return [part for part in parts if part]
