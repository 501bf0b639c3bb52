"""A plan: what changes it takes agreements back, and nobody agrees to what they have not read."""

from datetime import date
from decimal import Decimal

import pytest

from partners.scorecards.models import BusinessPlan, PlanAction
from partners.scorecards.services import PlanChangedError, add_action, agree, finish_action, save_plan
from tests.partners.factories import PartnerAccountFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
PARTNER, SHOP = PlanAction.Side.PARTNER, PlanAction.Side.SHOP
GOALS = {"revenue": Decimal("900.00"), "growth": None}


@pytest.fixture
def plan():
    return BusinessPlan.objects.create(account=PartnerAccountFactory(), year=2026, number=4)


def test_both_agree_to_what_they_read(plan):
    plan = save_plan(plan, goals=GOALS, notes="More hotels.")

    agree(plan, side=PARTNER, version=plan.version, by=UserFactory())
    plan = agree(plan, side=SHOP, version=plan.version, by=UserFactory())

    assert plan.is_agreed
    assert dict(plan.goals.values_list("metric", "target")) == {"revenue": 900}


def test_change_takes_agreements_back_and_the_same_again_does_not(plan):
    plan = save_plan(plan, goals=GOALS, notes="")
    plan = agree(plan, side=PARTNER, version=plan.version, by=UserFactory())

    assert save_plan(plan, goals=GOALS, notes="").partner_agreed_at

    assert save_plan(plan, goals={"revenue": Decimal(800)}, notes="").partner_agreed_at is None


def test_nobody_agrees_to_what_changed_meanwhile(plan):
    save_plan(plan, goals=GOALS, notes="")

    with pytest.raises(PlanChangedError):
        agree(plan, side=SHOP, version=plan.version, by=UserFactory())

    plan.refresh_from_db()
    assert plan.manager_agreed_at is None


def test_actions_are_added_and_finished_once(plan):
    day = date(2026, 12, 15)
    action = add_action(plan, title="Train two people", side=PARTNER, due_on=day)
    add_action(plan, title="Train two people", side=PARTNER, due_on=day)

    assert PlanAction.objects.count() == 1
    assert finish_action(plan, action.pk)
    assert not finish_action(plan, action.pk)


def test_action_of_another_plan_is_not_finished(plan):
    other = BusinessPlan.objects.create(account=PartnerAccountFactory(), year=2026, number=4)
    action = add_action(other, title="-", side=SHOP, due_on=date(2026, 12, 15))

    assert not finish_action(plan, action.pk)
