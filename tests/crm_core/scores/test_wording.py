from datetime import timedelta
from decimal import Decimal

import pytest

from crm_core.scores import wording
from crm_core.scores.models import CustomerScore
from tests.crm_core.scores.kit import TODAY


def score(**values):
    return CustomerScore(**{"interval": 34.2, "order_days": 5, **values})


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (12, "usually orders every 34 days; 12 days late"),
        (1, "usually orders every 34 days; 1 day late"),
        (0, "usually orders every 34 days; due today"),
        (-5, "usually orders every 34 days; due in 5 days"),
    ],
    ids=["late", "yesterday", "today", "soon"],
)
def test_rhythm_is_said_in_words(late, words):
    assert wording.rhythm_words(score(), next_order_on=TODAY - timedelta(days=late), today=TODAY) == words


def test_rhythm_of_two_days_is_probable_and_of_who_is_lost_has_no_date():
    assert (
        wording.rhythm_words(score(order_days=2), next_order_on=None, today=TODAY)
        == "probably orders every 34 days"
    )


def test_who_has_no_interval_has_no_rhythm():
    assert wording.rhythm_words(score(interval=None), next_order_on=None, today=TODAY) == ""


def test_likelihood_and_errors_are_said_in_words():
    assert wording.likelihood_words(score(p_order=0.8249)) == "likely to order again: 82 %"
    assert wording.likelihood_words(score()) == ""
    assert wording.points_error(0.041) == "± 4 percentage points"
    assert wording.points_error(0.001) == "± 1 percentage point"
    assert wording.days_error(9.4) == "± 9 days"
    assert wording.money_error(Decimal("120.00"), "EUR") == "± €120"
    assert (wording.points_error(None), wording.days_error(None), wording.money_error(None, "EUR")) == (
        "",
        "",
        "",
    )


def test_reason_of_a_stage_is_said_or_left_out():
    assert wording.reason_words(days=70, interval=30.4) == "no order for 70 days; usual interval: 30 days"
    assert wording.reason_words(days=None, interval=30.4) == ""


def test_stage_that_is_no_more_is_named_as_it_was():
    assert (wording.stage_label("at_risk"), wording.stage_label("gone")) == ("at risk", "gone")
