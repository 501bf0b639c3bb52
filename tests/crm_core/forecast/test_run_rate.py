from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.forecast.models import RepeatForecast
from crm_core.forecast.run_rate import expected_months, forecast_all, forecast_changed
from crm_core.scores.bg_nbd import BgNbd, expected_orders
from crm_core.scores.estimation import Estimates
from crm_core.scores.models import CustomerScore, ScoreModel
from tests.crm_core.factories import CustomerFactory
from tests.crm_core.forecast.kit import NOW

MODEL = BgNbd(r=0.8, alpha=6.0, a=0.7, b=2.5)
TODAY = date(2026, 5, 12)


def score(**fields):
    """Ordered on five days in a year, the last a fortnight ago; a hundred each."""
    values = {
        "order_days": 5,
        "orders": 5,
        "first_order_on": TODAY - timedelta(days=365),
        "last_order_on": TODAY - timedelta(days=14),
        "expected_orders": 4.0,
        "clv": Decimal(400),
        "calculated_at": NOW,
        "spent": Decimal(500),
        "margin_revenue": 0,
        "revenue": 0,
    }
    return CustomerScore(**{**values, **fields})


def test_months_take_what_the_model_expects_between_their_ends():
    found = expected_months(score(), MODEL, today=TODAY, factors={})

    until = [
        expected_orders(MODEL, x=4, recency=351 / 7, age=365 / 7, weeks=(end - TODAY).days / 7)
        for end in (date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1))
    ]
    assert [one.month for one in found] == [date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)]
    assert [one.orders for one in found] == pytest.approx(
        [until[0], until[1] - until[0], until[2] - until[1]]
    )
    assert [float(one.amount) for one in found] == pytest.approx(
        [one.orders * 100 for one in found], abs=0.006
    )


def test_correction_multiplies_its_month_alone():
    plain = expected_months(score(), MODEL, today=TODAY, factors={})
    corrected = expected_months(score(), MODEL, today=TODAY, factors={date(2026, 6, 1): 1.2})

    assert [
        round(after.orders / before.orders, 9) for before, after in zip(plain, corrected, strict=True)
    ] == [
        1.0,
        1.2,
        1.0,
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"first_order_on": None, "last_order_on": None},
        {"expected_orders": None},
        {"expected_orders": 0.0},
        {"clv": None},
    ],
    ids=["never ordered", "no model", "gone", "no value"],
)
def test_of_whom_nothing_is_known_nothing_is_expected(fields):
    assert expected_months(score(**fields), MODEL, today=TODAY, factors={}) == []


def fitted():
    parameters, errors = Estimates(bg_nbd=MODEL).as_json()
    return ScoreModel.objects.create(
        calculated_at=NOW, customers=60, parameters=parameters, errors=errors, seconds=0.1
    )


@pytest.mark.django_db
def test_accounts_follow_their_scores_and_forget_months_that_are_over():
    fitted()
    one = score(customer=CustomerFactory())
    one.save()
    RepeatForecast.objects.create(
        customer=one.customer, month=date(2026, 4, 1), orders=1, amount=9, calculated_at=NOW
    )

    assert forecast_all(now=NOW) == 1
    months = RepeatForecast.objects.order_by("month").values_list("month", flat=True)
    assert list(months) == [date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)]


@pytest.mark.django_db
def test_only_scores_computed_since_are_forecast_again():
    fitted()
    for moment in (NOW - timedelta(hours=2), NOW + timedelta(minutes=1)):
        score(customer=CustomerFactory(), calculated_at=moment).save()
    RepeatForecast.objects.create(
        customer=CustomerFactory(), month=date(2026, 5, 1), orders=1, amount=9, calculated_at=NOW
    )

    assert forecast_changed(now=NOW + timedelta(minutes=5)) == 1


@pytest.mark.django_db
def test_who_cancelled_all_orders_is_expected_to_order_nothing():
    fitted()
    gone = score(
        customer=CustomerFactory(),
        order_days=0,
        first_order_on=None,
        last_order_on=None,
        expected_orders=None,
    )
    gone.save()
    RepeatForecast.objects.create(
        customer=gone.customer, month=date(2026, 5, 1), orders=1, amount=9, calculated_at=NOW
    )

    forecast_changed(now=NOW)

    assert not RepeatForecast.objects.exists()


@pytest.mark.django_db
def test_without_a_model_nothing_is_written():
    score(customer=CustomerFactory()).save()

    assert forecast_all(now=timezone.now()) == 0
    assert not RepeatForecast.objects.exists()
