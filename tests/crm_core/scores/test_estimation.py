from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from crm_core.scores.estimation import Estimates, error_in, estimate, next_order_errors, purchases_of
from crm_core.scores.fitting import Purchases
from tests.crm_core.scores.kit import TODAY, steady_histories


def drawn_histories(customers=120):
    """Make customers with a rhythm of their own, some of whom stop."""
    drawn = Random(11)
    histories = []
    for _customer in range(customers):
        gap, start = drawn.choice([20, 45, 90]), drawn.randint(300, 700)
        stays = 1.0 if drawn.random() < 0.7 else drawn.random()
        history, ago = {}, start
        while ago > start * (1 - stays):
            history[TODAY - timedelta(days=ago)] = Decimal(drawn.randint(10, 90))
            ago -= max(1, round(gap * drawn.uniform(0.7, 1.3)))
        histories.append(history)
    return histories


def test_first_order_is_no_repeated_one_and_its_value_does_not_count():
    orders = {
        TODAY - timedelta(days=70): Decimal(500),
        TODAY - timedelta(days=14): Decimal(10),
        TODAY - timedelta(days=7): Decimal(20),
    }

    assert purchases_of(orders, today=TODAY) == Purchases(x=2, recency=63, age=70, mean=15.0)


@pytest.fixture(scope="module")
def found():
    return estimate(drawn_histories(), today=TODAY)


def test_everything_is_estimated_and_measured(found):
    assert found.customers == 120
    assert found.bg_nbd is not None
    assert found.gamma_gamma is not None
    assert found.errors.window == (TODAY - min(min(one) for one in drawn_histories())).days // 2
    assert found.errors.orders > 0
    assert len(found.errors.again) == len(found.errors.worth) == 5
    assert all(0 <= error <= 1 for _top, error in found.errors.again)


def test_estimates_survive_being_kept(found):
    assert Estimates.from_json(*found.as_json()) == found
    assert Estimates.from_json(*Estimates().as_json()) == Estimates()


def test_shop_without_orders_is_estimated_as_unknown():
    assert estimate([], today=TODAY) == Estimates()


def test_few_customers_get_a_rhythm_and_no_likelihood():
    found = estimate(steady_histories(customers=49), today=TODAY)

    assert (found.bg_nbd, found.gamma_gamma, found.errors) == (None, None, None)
    assert found.intervals.mean == pytest.approx(3.4, abs=0.01)


def test_next_order_of_steady_customers_is_nearly_exact():
    found = next_order_errors(steady_histories(), today=TODAY)

    assert found.customers > 10
    assert found.mean_days < 1


def test_next_order_is_better_told_than_by_the_plain_mean():
    found = next_order_errors(drawn_histories(400), today=TODAY)

    assert found.mean_days <= found.naive_days


def test_nobody_to_compare_is_no_error():
    assert next_order_errors([{TODAY: Decimal(1)}], today=TODAY) is None


def test_error_is_that_of_the_band():
    bands = ((0.2, 0.5), (0.9, 0.1))

    assert [error_in(bands, prediction) for prediction in (0.1, 0.2, 0.3, 5)] == [0.5, 0.5, 0.1, 0.1]
