"""Reminders, escalation and the end of a request's time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.budgets.models import Budget, BudgetPeriod
from shop.events.tasks import deliver_due
from shop.purchase_approvals import waiting
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.tasks import look_after_purchase_requests
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def firm():
    return kit.company()


def after(**time):
    return timezone.now() + timedelta(**time)


def test_level_that_is_not_answered_goes_to_the_administrators(client, firm, letters):
    boss, chief = kit.approver(firm), kit.administrator(firm, "Chief")
    kit.rule(firm, kit.named(boss, needs="all", escalate_after=4))
    request = kit.submitted(client, kit.person(firm))
    deliver_due()

    assert waiting.escalate_due(after(hours=3)) == 0
    assert waiting.escalate_due(after(hours=5)) == 1
    assert waiting.escalate_due(after(hours=9)) == 0
    deliver_due()

    assert [letter.to for letter in letters()] == [[boss.email], [chief.email]]
    kit.answer(client, request, chief)
    request.refresh_from_db()
    assert request.state == PurchaseRequest.State.ORDERED
    assert "escalated" in [entry.kind for entry in request.history.all()]


def test_who_has_not_answered_is_reminded_once(client, firm, letters):
    boss = kit.approver(firm)
    kit.rule(firm)
    kit.submitted(client, kit.person(firm))
    deliver_due()

    assert waiting.remind_due(after(hours=1)) == 0
    assert waiting.remind_due(after(hours=25)) == 1
    assert waiting.remind_due(after(hours=99)) == 0

    assert [letter.to for letter in letters()] == [[boss.email]] * 2


def test_request_expires_and_frees_its_budget(client, firm, letters):
    kit.approver(firm)
    kit.rule(firm)
    Budget.objects.create(company=firm, name="Glaze", amount=100, currency="EUR")
    buyer = kit.person(firm)
    request = kit.submitted(client, buyer)
    assert BudgetPeriod.objects.get().reserved == request.total

    assert waiting.expire_due(after(days=1)) == 0
    assert waiting.expire_due(after(days=15)) == 1
    deliver_due()

    request.refresh_from_db()
    assert request.state == PurchaseRequest.State.EXPIRED
    assert BudgetPeriod.objects.get().reserved == 0
    assert buyer.email in [letter.to[0] for letter in letters()]


def test_the_schedule_finds_nothing_to_do():
    assert look_after_purchase_requests() == 0
