"""What the forecast of repeat orders would have said of months that are over, beside what came.

For each month: the models are fitted to the orders before it, the accounts that had ordered by then are
forecast, and the correction knows the months before it only. Beside it stand two ways that need no model:
as much as in the month before, and as much as in the same month a year before. All count the same orders:
those of accounts that had ordered before the month.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import fmean

from django.db.models import F, Value
from django.db.models.functions import Mod
from django.utils import timezone

from crm_core.forecast.correction import Seen, factor_for
from crm_core.forecast.credit import ACCOUNT
from crm_core.forecast.models import BacktestMonth
from crm_core.forecast.orders import credited_orders
from crm_core.forecast.periods import add_months
from crm_core.scores.bg_nbd import expected_orders
from crm_core.scores.estimation import Orders, purchases_of
from crm_core.scores.fitting import DAYS_A_WEEK, CannotFitError, Purchases, fit_bg_nbd, fit_gamma_gamma
from crm_core.scores.gamma_gamma import expected_value
from shop.money import as_stored

YEAR = 12
MONTHS = 24
SAMPLE = 50_000  # accounts; of more, every second, third ... is read
LEAST_CUSTOMERS = 50


@dataclass(frozen=True, kw_only=True)
class Tested:
    """A month: the bare model, its corrected forecast, what came, and the two naive ways (None: unknown)."""

    month: date
    model: float
    forecast: float
    actual: float
    last_month: float | None
    last_year: float | None
    accounts: int


def backtest(histories: Sequence[Orders], months: Iterable[date]) -> list[Tested]:
    """Forecast each of these months (ascending first days) by the orders before it.

    A month before which too few have ordered to fit a model is left out.
    """
    tested: list[Tested] = []
    for month in months:
        known = [before for orders in histories if (before := _before(orders, month))]
        model = _modelled([purchases_of(orders, today=month) for orders in known], month)
        if model is None:
            continue
        past = [Seen(month=one.month, model=one.model, actual=one.actual) for one in tested]
        tested.append(
            Tested(
                month=month,
                model=model,
                forecast=model * factor_for(month, past),
                actual=repeat_sales(histories, month),
                last_month=repeat_sales(histories, add_months(month, -1)) or None,
                last_year=repeat_sales(histories, add_months(month, -YEAR)) or None,
                accounts=len(known),
            )
        )
    return tested


def repeat_sales(histories: Iterable[Orders], month: date) -> float:
    """Add up the orders of a month of those accounts that had ordered before it."""
    end = add_months(month, 1)
    return float(
        sum(
            value
            for orders in histories
            if min(orders) < month
            for day, value in orders.items()
            if month <= day < end
        )
    )


def _before(orders: Orders, month: date) -> Orders:
    return {day: value for day, value in orders.items() if day < month}


def _modelled(known: Sequence[Purchases], month: date) -> float | None:
    """Fit the models and add up the month; None where they cannot be fitted."""
    if len(known) < LEAST_CUSTOMERS:
        return None
    try:
        orders, values = fit_bg_nbd(known).model, fit_gamma_gamma(known)
    except CannotFitError:
        return None
    weeks = (add_months(month, 1) - month).days / DAYS_A_WEEK
    return sum(
        expected_orders(
            orders, x=one.x, recency=one.recency / DAYS_A_WEEK, age=one.age / DAYS_A_WEEK, weeks=weeks
        )
        * expected_value(values, x=one.x, mean=one.mean)
        for one in known
    )


def mape(pairs: Iterable[tuple[float | None, float]]) -> float | None:
    """Return the mean absolute percentage error of (forecast, actual), in per cent; None without a pair."""
    errors = [abs(said - came) / came for said, came in pairs if said is not None and came > 0]
    return 100 * fmean(errors) if errors else None


def account_histories() -> tuple[list[Orders], int]:
    """Read what accounts ordered by day; of more than 50,000 a part, and into how many that is."""
    orders = credited_orders()
    every = -(-orders.values("customer").distinct().count() // SAMPLE) or 1
    if every > 1:
        orders = orders.annotate(place=Mod(F(ACCOUNT), Value(every))).filter(place=0)
    found: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for account, placed_at, value in orders.values_list(ACCOUNT, "order__date_placed", "value").iterator():
        found[account][timezone.localdate(placed_at)] += Decimal(value)
    return list(found.values()), every


def keep_backtest(*, now: datetime | None = None, months: int = MONTHS) -> int:
    """Back-test the last `months` that are over, as far as they are not kept yet; return how many are new.

    What is kept stays as it was forecast. For workers: loads numpy and scipy.
    """
    now = now or timezone.now()
    this_month = timezone.localdate(now).replace(day=1)
    over = [add_months(this_month, -place) for place in range(months, 0, -1)]
    kept = set(BacktestMonth.objects.values_list("month", flat=True))
    if not (missing := [month for month in over if month not in kept]):
        return 0
    histories, every = account_histories()
    known = {row.month: row for row in BacktestMonth.objects.filter(month__in=over)}
    rows = [
        BacktestMonth(
            month=one.month,
            model=_money(one.model, every),
            forecast=_money(one.forecast, every),
            actual=_money(one.actual, every),
            last_month=_known_money(one.last_month, every),
            last_year=_known_money(one.last_year, every),
            accounts=one.accounts * every,
            calculated_at=now,
        )
        for one in backtest(histories, missing)
    ]
    return len(BacktestMonth.objects.bulk_create(_corrected(rows, known), ignore_conflicts=True))


def _corrected(rows: Sequence[BacktestMonth], known: Mapping[date, BacktestMonth]) -> list[BacktestMonth]:
    """Correct the new months by those that were kept before, too."""
    past = sorted([*known.values(), *rows], key=lambda row: row.month)
    seen = [Seen(month=row.month, model=float(row.model), actual=float(row.actual)) for row in past]
    for row in rows:
        row.forecast = as_stored(Decimal(float(row.model) * factor_for(row.month, seen)))
    return list(rows)


def _money(amount: float, every: int) -> Decimal:
    return as_stored(Decimal(amount * every))


def _known_money(amount: float | None, every: int) -> Decimal | None:
    return None if amount is None else _money(amount, every)
