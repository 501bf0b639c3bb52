from datetime import date, timedelta
from math import exp, log
from random import Random

import pytest

from crm_core.scores.intervals import (
    UNKNOWN_SHOP,
    IntervalModel,
    UsualInterval,
    fit_intervals,
    forecast_day,
    gaps_of,
    usual_interval,
)

MODEL = IntervalModel(mean=log(60), between=0.5, within=0.5)
LAST = date(2026, 5, 1)


def test_gaps_are_the_days_between():
    assert gaps_of([date(2026, 1, 1), date(2026, 1, 3), date(2026, 2, 1)]) == [2, 29]
    assert gaps_of([date(2026, 1, 1)]) == []


def test_interval_without_own_gaps_is_that_of_all():
    assert usual_interval(MODEL, []).days == pytest.approx(60)


def test_one_gap_draws_half_way_and_many_all_the_way():
    assert usual_interval(MODEL, [15]).days == pytest.approx(30)  # the geometric mean of 15 and 60
    assert usual_interval(MODEL, [15] * 200).days == pytest.approx(15, rel=0.02)


def test_error_shrinks_with_what_is_known():
    errors = [usual_interval(MODEL, [30] * number).error for number in (1, 3, 30)]

    assert errors == sorted(errors, reverse=True)


def test_error_is_half_of_the_middle_half():
    assert UsualInterval(days=30, spread=1.0).error == pytest.approx(30 * (exp(0.6745) - exp(-0.6745)) / 2)


def test_forecast_of_who_is_not_late_is_the_usual_interval():
    usual = UsualInterval(days=30, spread=0.5)

    assert forecast_day(usual, last=LAST, today=LAST) == LAST + timedelta(days=30)
    assert forecast_day(usual, last=LAST, today=LAST + timedelta(days=30)) == LAST + timedelta(days=30)


def test_forecast_of_who_is_late_is_never_past():
    usual = UsualInterval(days=30, spread=0.5)

    for late in (31, 60, 400, 5000):
        today = LAST + timedelta(days=late)
        assert forecast_day(usual, last=LAST, today=today) >= today


def test_forecast_of_who_is_late_is_the_middle_of_what_is_left():
    usual = UsualInterval(days=30, spread=1.0)
    drawn = Random(7)
    left = sorted(gap for gap in (30 * exp(drawn.gauss(0, 1)) for _ in range(40_000)) if gap > 60)

    found = (forecast_day(usual, last=LAST, today=LAST + timedelta(days=60)) - LAST).days

    assert found == pytest.approx(left[len(left) // 2], rel=0.03)


def test_fit_finds_what_histories_were_drawn_from():
    drawn = Random(3)
    histories = []
    for _customer in range(4000):
        own = drawn.gauss(log(40), 0.6)
        histories.append([max(1, round(exp(drawn.gauss(own, 0.4)))) for _gap in range(drawn.randint(0, 6))])

    model = fit_intervals(histories)

    assert exp(model.mean) == pytest.approx(40, rel=0.05)
    assert (model.between**0.5, model.within**0.5) == pytest.approx((0.6, 0.4), rel=0.08)


def test_few_customers_say_nothing_of_a_shop():
    assert fit_intervals([[10]] * 19 + [[]] * 100) == UNKNOWN_SHOP


def test_customers_of_one_rhythm_leave_no_variance_of_zero():
    model = fit_intervals([[30, 30, 30]] * 50)

    assert usual_interval(model, [30]).days == pytest.approx(30)
    assert model.within > 0
    assert model.between > 0
