from datetime import date
from math import exp, log

import pytest

from crm_core.forecast.correction import Seen, factor_for
from crm_core.forecast.periods import add_months

MAY = date(2026, 5, 1)


def past(*errors):
    """Months before May whose orders were so many times what the model said."""
    first = add_months(MAY, -len(errors))
    return [
        Seen(month=add_months(first, place), model=100.0, actual=100.0 * error)
        for place, error in enumerate(errors)
    ]


def test_without_a_past_the_model_stands():
    assert factor_for(MAY, []) == 1.0


def test_model_that_was_right_stands():
    assert factor_for(MAY, past(1.0, 1.0, 1.0)) == 1.0


def test_level_follows_smoothed():
    assert factor_for(MAY, past(1.2, 1.2)) == pytest.approx(exp(log(1.2) * (0.3 + 0.7 * 0.3)))


def test_no_month_counts_for_more_than_half_as_much_again():
    assert factor_for(MAY, past(40.0)) == pytest.approx(1.5**0.3)
    assert factor_for(MAY, past(0.01)) == pytest.approx(1.5**-0.3)


def test_month_without_orders_says_nothing():
    assert factor_for(MAY, past(0.0)) == 1.0


def test_season_comes_from_the_same_month_a_year_before():
    a_year = past(1.2, *[1.0] * 11)
    level = 0.3 * log(1.2) * 0.7**11

    assert factor_for(MAY, a_year) == pytest.approx(exp(level + 0.5 * log(1.2)))


def test_later_months_are_not_known_yet():
    later = [Seen(month=add_months(MAY, 1), model=100.0, actual=150.0)]

    assert factor_for(MAY, later) == 1.0
