"""A rule asks a human: approved it goes on, refused nothing more happens."""

import pytest
from django.contrib.auth.models import Group

from crm_core.approvals.models import Approval
from crm_core.approvals.services import MovedError, NotTheirsError, decide
from crm_core.approvals.waiting import expire_due
from crm_core.automation.models import RuleRun, StepLog
from crm_core.automation.services import drop_run, press
from crm_core.customers.models import Team
from crm_core.profile.models import CustomerTag
from shop.events.services import publish
from shop.order.events import OrderPlaced
from tests.crm_core.approvals.kit import colleague
from tests.crm_core.automation.rules import rule, tagging, work
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db):
    return colleague(name="Bea")


def _asking(boss, **params):
    return {
        "id": "ask",
        "do": "ask_approval",
        "with": {"question": "Give {name} a voucher?", "who": f"user:{boss.pk}", "days": 3, **params},
    }


def _ordered():
    order = OrderFactory(guest_email="ada@lindt.example")
    publish(OrderPlaced(order_id=order.pk))
    publish(OrderPlaced(order_id=order.pk))
    work()
    return Approval.objects.get()


def _tags():
    return list(CustomerTag.objects.order_by("pk").values_list("tag__name", flat=True))


def _run():
    return RuleRun.objects.values_list("state", "reason").get()


def test_approved_the_rule_goes_on_once(boss):
    rule(_asking(boss), tagging("voucher"))
    approval = _ordered()
    assert (_run(), _tags()) == (("asked", ""), [])
    decide(approval, by=boss, is_approved=True)
    work()
    work()
    assert (_run(), _tags()) == (("done", ""), ["voucher"])


@pytest.mark.parametrize("how", ["refused", "expired"])
def test_without_a_yes_nothing_more_happens(boss, how):
    rule(_asking(boss), tagging("voucher"))
    approval = _ordered()
    if how == "refused":
        decide(approval, by=boss, is_approved=False, comment="No.")
    else:
        expire_due(now=approval.expires_at)
    work()
    assert (_run(), _tags()) == (("stopped", "refused"), [])


def test_the_question_of_a_run_that_has_ended_meanwhile_is_void(boss):
    rule(_asking(boss), tagging("voucher"))
    approval = _ordered()
    drop_run(RuleRun.objects.get())
    with pytest.raises(MovedError):
        decide(approval, by=boss, is_approved=True)
    work()
    approval.refresh_from_db()
    assert (approval.state, _run(), _tags()) == ("void", ("stopped", "dropped"), [])


def test_a_rule_may_branch_on_the_answer(boss):
    branch = {
        "id": "b",
        "do": "branch",
        "if": {"field": "run.answer", "is": "one_of", "value": ["approved"]},
        "then": [tagging("yes", step="y")],
        "otherwise": [tagging("no", step="n")],
    }
    rule(_asking(boss, otherwise="go_on"), branch)
    approval = _ordered()
    decide(approval, by=boss, is_approved=False, comment="No.")
    work()
    assert (_run(), _tags()) == (("done", ""), ["no"])


@pytest.mark.parametrize(
    ("otherwise", "came_to"),
    [("stop", (("stopped", "step"), [])), ("go_on", (("done", ""), ["voucher"]))],
)
def test_where_nobody_is_left_to_ask_that_is_no_yes(boss, otherwise, came_to):
    empty = Group.objects.create(name="empty")
    rule(_asking(boss, who=f"role:{empty.pk}", otherwise=otherwise), tagging("voucher"))
    order = OrderFactory(guest_email="ada@lindt.example")
    publish(OrderPlaced(order_id=order.pk))
    work()
    assert not Approval.objects.exists()
    assert (_run(), _tags()) == came_to
    log = StepLog.objects.get(action="ask_approval")
    assert (log.result, log.data) == ("not_done", {"reason": "no-approver"})


def test_who_pressed_the_button_does_not_decide_the_question_it_asks(boss):
    rep = colleague("customers.view_customer", name="Rea")
    customer = CustomerFactory(owner=rep)
    Team.objects.create(name="North", manager=boss).members.add(rep)
    made = rule(
        _asking(boss, who="owner"),
        tagging("voucher"),
        trigger=("button", "customer", {"label": "Give a voucher"}),
    )
    press(made, customer, by=rep, key="k1")
    work()
    approval = Approval.objects.get()
    assert approval.requested_by == rep
    with pytest.raises(NotTheirsError):
        decide(approval, by=rep, is_approved=True)
    decide(approval, by=boss, is_approved=True)
    work()
    assert (_run(), _tags()) == (("done", ""), ["voucher"])
