import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from crm_core.forecast.backtest import account_histories, backtest, keep_backtest, mape, repeat_sales
from crm_core.forecast.models import BacktestMonth
from tests.crm_core.factories import CustomerFactory
from tests.crm_core.forecast.kit import NOW, sold

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture(scope="module")
def histories():
    """Sixty accounts that order about every five weeks for a hundred, some of them until they stop."""
    drawn, found = random.Random(7), []
    for _account in range(60):
        day, rate, days = (
            date(2025, 1, 1) + timedelta(days=drawn.randint(0, 200)),
            drawn.gammavariate(2, 0.015),
            {},
        )
        while day < date(2026, 5, 1):
            days[day] = Decimal(drawn.randint(60, 140))
            if drawn.random() < 0.08:
                break
            day += timedelta(days=max(1, round(drawn.expovariate(rate))))
        found.append(days)
    return found


def test_months_are_forecast_by_what_was_known_before_them(histories):
    [march] = backtest(histories, [MARCH])

    cut = [{day: value for day, value in days.items() if day < MARCH} for days in histories]
    [alone] = backtest([days for days in cut if days], [MARCH])
    assert (alone.model, alone.forecast) == pytest.approx((march.model, march.forecast))
    assert march.last_month == repeat_sales(histories, date(2026, 2, 1))
    assert march.actual / 2 < march.forecast < march.actual * 2


def test_first_orders_are_no_repeat_orders():
    rows = [
        {date(2026, 2, 1): Decimal(5), date(2026, 3, 2): Decimal(7)},
        {date(2026, 3, 3): Decimal(11), date(2026, 3, 9): Decimal(13)},
    ]

    assert repeat_sales(rows, MARCH) == 7


def test_few_accounts_are_not_forecast(histories):
    assert backtest(histories[:49], [MARCH]) == []


@pytest.mark.parametrize(
    ("pairs", "error"),
    [([(110, 100), (80, 100)], 15), ([(None, 100), (50, 100)], 50), ([(5, 0)], None), ([], None)],
)
def test_error_is_the_mean_of_the_months_that_can_be_compared(pairs, error):
    assert mape(pairs) == (None if error is None else pytest.approx(error))


@pytest.mark.django_db
def test_histories_are_what_the_forecast_counts():
    mara = CustomerFactory()
    sold(mara, "10.00")
    sold(mara, "5.00")
    sold(mara, "99.00", status="Cancelled")

    assert account_histories() == ([{date(2026, 5, 4): Decimal(15)}], 1)


@pytest.mark.django_db
def test_months_that_are_over_are_kept_once(histories, monkeypatch):
    monkeypatch.setattr("crm_core.forecast.backtest.account_histories", lambda: (histories, 2))

    assert keep_backtest(now=NOW, months=1) == 1
    assert keep_backtest(now=NOW, months=1) == 0
    [row] = BacktestMonth.objects.all()
    sold_again = 2 * repeat_sales(histories, APRIL)
    assert (row.month, float(row.actual)) == (APRIL, pytest.approx(sold_again))
