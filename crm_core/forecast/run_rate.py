"""What accounts are expected to order again, month by month, by the scores' models.

For an account that has ordered, BG/NBD says how many days with an order are to come by some day; the expected
value of one is the one that the score's yearly revenue goes by. A month gets the difference between its end
and its beginning (of the month that has begun: now), times the correction that the back-test has found
(`correction`).

Nothing is read of the orders themselves: scores hold all of it, so a million accounts are read in batches.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from crm_core.forecast.correction import factors_of
from crm_core.forecast.models import RepeatForecast
from crm_core.forecast.periods import add_months
from crm_core.scores.bg_nbd import BgNbd, expected_orders
from crm_core.scores.estimation import Estimates
from crm_core.scores.fitting import DAYS_A_WEEK
from crm_core.scores.models import CustomerScore
from crm_core.scores.queries import latest_model
from shop.money import as_stored

HORIZON = 3  # months, the current one among them: a whole quarter can be forecast when it begins
BATCH = 1000
# A score may be committed so long after the moment it bears.
LATE_COMMITS = timedelta(minutes=10)
CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 11


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A month of an account: mean number of orders, and what they come to, tax included."""

    month: date
    orders: float
    amount: Decimal


def expected_months(
    score: CustomerScore, model: BgNbd, *, today: date, factors: Mapping[date, float]
) -> list[Expected]:
    """Return what an account is expected to order in the coming months; nothing for who never ordered."""
    if score.first_order_on is None or score.last_order_on is None or not score.expected_orders:
        return []
    value = float(score.clv or 0) / score.expected_orders
    months = [add_months(today, place) for place in range(HORIZON)]
    recency = (score.last_order_on - score.first_order_on).days / DAYS_A_WEEK
    age = max((today - score.first_order_on).days / DAYS_A_WEEK, recency)
    found, before = [], 0.0
    for month in months:
        weeks = (add_months(month, 1) - today).days / DAYS_A_WEEK
        until = expected_orders(model, x=score.order_days - 1, recency=recency, age=age, weeks=weeks)
        orders = max(until - before, 0.0) * factors.get(month, 1.0)
        before = max(until, before)
        amount = as_stored(min(Decimal(orders * value), LARGEST))
        if amount >= CENT:
            found.append(Expected(month=month, orders=orders, amount=amount))
    return found


def forecast_changed(*, now: datetime | None = None) -> int:
    """Forecast the accounts whose scores were computed since the last run; return how many that were."""
    last = RepeatForecast.objects.aggregate(last=Max("calculated_at"))["last"]
    scores = CustomerScore.objects.all()
    if last is not None:
        scores = scores.filter(calculated_at__gt=last - LATE_COMMITS)
    return _forecast(scores, now=now or timezone.now())


def forecast_all(*, now: datetime | None = None) -> int:
    """Forecast every account anew, as each new day asks for; rows of months that are over go."""
    now = now or timezone.now()
    RepeatForecast.objects.filter(month__lt=timezone.localdate(now).replace(day=1)).delete()
    return _forecast(CustomerScore.objects.all(), now=now)


def _forecast(scores: QuerySet[CustomerScore], *, now: datetime) -> int:
    """Write the rows of these scores, 1,000 accounts a transaction."""
    latest = latest_model()
    model = Estimates.from_json(latest.parameters, latest.errors).bg_nbd if latest else None
    if model is None:
        return 0
    today = timezone.localdate(now)
    factors = factors_of([add_months(today, place) for place in range(HORIZON)])
    number, after = 0, 0
    while batch := list(scores.filter(pk__gt=after).order_by("pk")[:BATCH]):
        after = batch[-1].pk
        _write(batch, model, today=today, now=now, factors=factors)
        number += len(batch)
    return number


@transaction.atomic
def _write(
    batch: Iterable[CustomerScore],
    model: BgNbd,
    *,
    today: date,
    now: datetime,
    factors: Mapping[date, float],
) -> None:
    scores = list(batch)
    rows = [
        RepeatForecast(
            customer_id=score.customer_id,
            month=one.month,
            orders=one.orders,
            amount=one.amount,
            calculated_at=now,
        )
        for score in scores
        for one in expected_months(score, model, today=today, factors=factors)
    ]
    RepeatForecast.objects.filter(customer__in=[score.customer_id for score in scores]).delete()
    RepeatForecast.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["orders", "amount", "calculated_at"],
        unique_fields=["customer", "month"],
    )
