from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from crm_core.scores.intervals import IntervalModel
from crm_core.scores.stages import Limits, Stage, limits, stage_on, stages_through
from tests.crm_core.scores.kit import STEADY, TODAY, days_ago


def stage(*days):
    return stage_on(days_ago(*days), today=TODAY, model=STEADY).stage


def test_limits_follow_the_own_interval_and_leave_the_quick_some_days():
    assert limits(30) == Limits(risk=60, loss=120)
    assert limits(3) == Limits(risk=17, loss=63)
    assert limits(200) == Limits(risk=400, loss=800)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), Stage.PROSPECT),
        ((0,), Stage.NEW),
        ((60,), Stage.NEW),
        ((61,), Stage.AT_RISK),
        ((120,), Stage.AT_RISK),
        ((121,), Stage.LOST),
        ((30, 60), Stage.ACTIVE),
        ((30, 60, 90, 120), Stage.ACTIVE),
        ((30, 60, 90, 120, 150), Stage.LOYAL),
        ((70, 100, 130, 160, 190), Stage.AT_RISK),
        ((130, 160, 190, 220, 250), Stage.LOST),
        ((10, 132), Stage.WON_BACK),
        ((10, 131), Stage.ACTIVE),
        ((5, 20, 145), Stage.ACTIVE),
        ((61, 200), Stage.AT_RISK),
    ],
    ids=str,
)
def test_stage_follows_the_rules(days, expected):
    assert stage(*days) == expected


def test_stage_says_since_when_and_by_what():
    reached = stage_on(days_ago(100), today=TODAY, model=STEADY)

    assert (reached.on, reached.silence, round(reached.usual)) == (date(2026, 4, 23), 61, 30)


def test_every_stage_of_the_past_is_told_in_order():
    told = [
        (reached.stage, (TODAY - reached.on).days)
        for reached in stages_through(days_ago(1, 30, 300, 330), until=TODAY, model=STEADY)
    ]

    assert told == [
        (Stage.NEW, 330),
        (Stage.ACTIVE, 300),
        (Stage.AT_RISK, 239),
        (Stage.LOST, 179),
        (Stage.WON_BACK, 30),
        (Stage.ACTIVE, 1),
    ]


@given(st.lists(st.integers(min_value=0, max_value=2000), max_size=30, unique=True))
def test_stages_go_forward_in_time_and_never_repeat(days):
    told = list(stages_through(days_ago(*days), until=TODAY, model=STEADY))

    assert all(one.on <= other.on and one.stage != other.stage for one, other in pairwise(told))
    assert bool(told) == bool(days)


def test_own_interval_decides_not_one_for_all():
    model = IntervalModel(mean=4.0, between=1.0, within=0.05)
    weekly, yearly = days_ago(60, 67, 74, 81), days_ago(60, 425, 790)

    assert stage_on(weekly, today=TODAY, model=model).stage == Stage.AT_RISK
    assert stage_on(yearly, today=TODAY, model=model).stage == Stage.ACTIVE
