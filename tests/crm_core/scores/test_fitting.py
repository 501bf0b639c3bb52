import csv
import gzip
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from crm_core.scores.bg_nbd import expected_orders
from crm_core.scores.fitting import CannotFitError, Purchases, fit_bg_nbd, fit_gamma_gamma
from crm_core.scores.gamma_gamma import expected_value

# What the reference implementation of the scoring benches answers for `purchases.csv`.
BG_NBD = (0.32377, 7.37319, 0.219645, 0.384914)
LIKELIHOOD = -821.25436
GAMMA_GAMMA = (23.3918, 2.92228, 2.87574)
TOTALS = (173.5602, 6354.37)


def few():
    """Every eleventh customer of the CDNOW sample, summed up; the reference's answers were computed apart."""
    with (Path(__file__).parent / "purchases.csv").open() as file:
        return [
            Purchases(
                x=int(row["x"]), recency=int(row["recency"]), age=int(row["age"]), mean=float(row["mean"])
            )
            for row in csv.DictReader(file)
        ]


def test_bg_nbd_of_few_customers_is_that_of_the_reference():
    fit = fit_bg_nbd(few())

    found = (fit.model.r, fit.model.alpha, fit.model.a, fit.model.b)
    assert found == pytest.approx(BG_NBD, rel=1e-3)
    assert fit.log_likelihood == pytest.approx(LIKELIHOOD, abs=1e-3)


def test_gamma_gamma_of_few_customers_is_that_of_the_reference():
    model = fit_gamma_gamma(few())

    assert (model.p, model.q, model.gamma) == pytest.approx(GAMMA_GAMMA, rel=2e-3)


def test_gamma_gamma_does_not_depend_on_the_currency():
    model, in_yen = (
        fit_gamma_gamma([Purchases(x=one.x, recency=1, age=1, mean=one.mean * unit) for one in few()])
        for unit in (1, 160)
    )

    assert (in_yen.p, in_yen.q, in_yen.gamma / 160) == pytest.approx(
        (model.p, model.q, model.gamma), rel=1e-3
    )


def test_predictions_of_few_customers_are_those_of_the_reference():
    customers = few()
    model, values = fit_bg_nbd(customers).model, fit_gamma_gamma(customers)
    orders = [
        expected_orders(model, x=one.x, recency=one.recency / 7, age=one.age / 7, weeks=39)
        for one in customers
    ]
    worth = [
        number * expected_value(values, x=one.x, mean=one.mean)
        for number, one in zip(orders, customers, strict=True)
    ]

    assert (sum(orders), sum(worth)) == pytest.approx(TOTALS, rel=1e-3)


def test_shop_where_nobody_came_back_cannot_be_fitted():
    once = [Purchases(x=0, recency=0, age=day) for day in range(1, 100)]

    with pytest.raises(CannotFitError):
        fit_bg_nbd(once)
    with pytest.raises(CannotFitError):
        fit_gamma_gamma(once)


@pytest.mark.skipif(not settings.KILN_DATA_DIR, reason="KILN_DATA_DIR names no folder of data")
def test_cdnow_gives_the_parameters_of_the_paper():
    calibration = date(1997, 9, 30)
    days = defaultdict(set)
    with gzip.open(Path(settings.KILN_DATA_DIR) / "cdnow" / "CDNOW_sample.txt.gz", "rt") as file:
        for line in file:
            _master, customer, day, *_rest = line.split()
            days[customer].add(datetime.strptime(day, "%Y%m%d").date())  # noqa: DTZ007
    customers, came = [], []
    for known in days.values():
        before = sorted(day for day in known if day <= calibration)
        recency, age = (before[-1] - before[0]).days, (calibration - before[0]).days
        customers.append(Purchases(x=len(before) - 1, recency=recency, age=age))
        came.append(len(known) - len(before))

    fit = fit_bg_nbd(customers)
    guesses = [
        expected_orders(fit.model, x=one.x, recency=one.recency / 7, age=one.age / 7, weeks=39)
        for one in customers
    ]

    found = (fit.model.r, fit.model.alpha, fit.model.a, fit.model.b)
    assert found == pytest.approx((0.2426, 4.4136, 0.7929, 2.4259), abs=1e-4)
    assert fit.log_likelihood == pytest.approx(-9582.43, abs=0.005)
    assert sum(abs(guess - seen) for guess, seen in zip(guesses, came, strict=True)) / len(came) <= 0.786
