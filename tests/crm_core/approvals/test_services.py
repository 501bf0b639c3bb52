from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.approvals.models import Approval, ApprovalRoute, ApprovalRouteStep, ApprovalStep, Delegation
from crm_core.approvals.rights import answerable
from crm_core.approvals.routes import Level, NoApproverError, StepAsk, is_needed
from crm_core.approvals.services import (
    AlreadyDecidedError,
    CommentMissingError,
    MovedError,
    NotTheirsError,
    decide,
    granted,
    withdraw,
)
from crm_core.approvals.waiting import escalate_due, expire_due
from shop.audit.models import AuditEntry
from tests.crm_core.approvals.kit import ask, colleague, level
from tests.crm_core.factories import CompanyFactory
from tests.shop.factories import UserFactory

State = Approval.State
THURSDAY = datetime(2026, 6, 11, 15, tzinfo=UTC)


def test_the_manager_of_the_team_decides_where_nothing_else_is_set(team, rep, boss, closed):
    approval = ask(by=rep)
    assert answerable(boss).get().approval == approval
    assert decide(approval, by=boss, is_approved=True).state == State.APPROVED
    assert closed == [(approval.pk, "approved")]


def test_asked_again_for_the_same_reason_it_is_the_same_question(team, rep):
    first = ask(by=rep, source="deal-line:1:25")
    assert ask(by=rep, source="deal-line:1:25") == first
    assert Approval.objects.count() == 1


def test_a_refusal_needs_a_comment_and_ends_it(team, rep, boss, closed):
    approval = ask(by=rep)
    with pytest.raises(CommentMissingError):
        decide(approval, by=boss, is_approved=False, comment="  ")
    assert closed == []
    assert decide(approval, by=boss, is_approved=False, comment="Too much.").state == State.REFUSED
    assert closed == [(approval.pk, "refused")]
    with pytest.raises(IntegrityError), transaction.atomic():
        approval.steps.update(comment="")


def test_it_is_decided_once(rep, closed):
    one, other = colleague(), colleague()
    approval = ask(level(one, other), by=rep)
    decide(approval, by=one, is_approved=True)
    for late in (one, other):
        with pytest.raises(AlreadyDecidedError):
            decide(approval, by=late, is_approved=False, comment="No.")
    assert closed == [(approval.pk, "approved")]
    assert sorted(approval.steps.values_list("state", flat=True)) == ["approved", "closed"]


def test_a_level_that_needs_all_waits_for_each_and_levels_come_one_after_the_other(rep, closed):
    one, other, last = colleague(), colleague(), colleague()
    approval = ask(level(one, other, needs="all"), level(last), by=rep)
    assert not answerable(last).exists()
    with pytest.raises(NotTheirsError):
        decide(approval, by=last, is_approved=True)
    assert decide(approval, by=one, is_approved=True).is_open
    assert not answerable(last).exists()
    assert decide(approval, by=other, is_approved=True).level == 2
    assert closed == []
    assert decide(approval, by=last, is_approved=True).state == State.APPROVED


def test_a_refusal_on_the_first_level_asks_nobody_else(rep, closed):
    one, last = colleague(), colleague()
    approval = ask(level(one), level(last), by=rep)
    assert decide(approval, by=one, is_approved=False, comment="No.").state == State.REFUSED
    assert not answerable(last).exists()
    assert closed == [(approval.pk, "refused")]


def test_anybody_of_a_role_decides_but_who_asked(rep, boss):
    heads = Group.objects.create(name="heads")
    heads.user_set.add(rep, boss)
    approval = ask(Level(asks=(StepAsk(group=heads),)), by=rep)
    with pytest.raises(NotTheirsError):
        decide(approval, by=rep, is_approved=True)
    assert decide(approval, by=boss, is_approved=True).state == State.APPROVED


def test_nobody_is_asked_where_only_who_asks_could_answer(rep):
    alone = Group.objects.create(name="alone")
    alone.user_set.add(rep)
    with pytest.raises(NoApproverError):
        ask(Level(asks=(StepAsk(group=alone),)), by=rep)
    with pytest.raises(NoApproverError):
        ask(by=rep)
    assert not Approval.objects.exists()


def _delegate(owner, delegate, *, starts=None, ends=None, made_by=None):
    today = timezone.localdate()
    return Delegation.objects.create(
        owner=owner, delegate=delegate, starts_on=starts or today, ends_on=ends or today, made_by=made_by
    )


def test_a_delegate_answers_in_the_days_of_the_delegation(team, rep, boss):
    deputy = colleague(name="Dee")
    _delegate(boss, deputy, starts=date(2026, 6, 12), ends=date(2026, 6, 13))
    with time_machine.travel(THURSDAY, tick=False) as clock:
        approval = ask(by=rep)
        for day, is_theirs in ((11, False), (12, True), (13, True), (14, False)):
            clock.move_to(THURSDAY.replace(day=day))
            assert answerable(deputy).exists() is is_theirs
        clock.move_to(datetime(2026, 6, 13, 23, 59, tzinfo=UTC))
        decide(approval, by=deputy, is_approved=True)
    step = approval.steps.get()
    assert (step.decided_by_name, step.decided_for) == (deputy.get_full_name(), boss)


def test_nobody_approves_their_own_request_as_somebodys_delegate(team, rep, boss):
    _delegate(boss, rep)
    approval = ask(by=rep)
    assert not answerable(rep).exists()
    with pytest.raises(NotTheirsError):
        decide(approval, by=rep, is_approved=True)


def test_nobody_approves_for_who_asked_as_their_delegate(rep, boss):
    deputy = colleague()
    heads = Group.objects.create(name="heads")
    heads.user_set.add(rep, boss)
    _delegate(rep, deputy)
    approval = ask(Level(asks=(StepAsk(group=heads),)), by=rep)
    with pytest.raises(NotTheirsError):
        decide(approval, by=deputy, is_approved=True)
    assert Approval.objects.get(pk=approval.pk).is_open


def test_nobody_chooses_by_a_delegation_who_approves_what_they_ask(team, rep, boss):
    friend = colleague()
    _delegate(boss, friend, made_by=rep)
    approval = ask(by=rep)
    with pytest.raises(NotTheirsError):
        decide(approval, by=friend, is_approved=True)
    assert Approval.objects.get(pk=approval.pk).is_open

    _delegate(boss, friend, made_by=boss)  # the one who is away wants it, too
    decide(approval, by=friend, is_approved=True)
    assert not Approval.objects.get(pk=approval.pk).is_open


def test_a_chain_of_delegations_ends_with_its_first_link(team, rep, boss):
    deputy, other = colleague(), colleague()
    _delegate(boss, deputy)
    _delegate(deputy, other)
    ask(by=rep)
    assert answerable(deputy).exists()
    assert not answerable(other).exists()


def test_who_may_not_answer_makes_nothing_void(team, rep, boss, closed):
    company = CompanyFactory(name="Celadon")
    approval = ask(by=rep, about=company)
    company.name = "Celadon & Sons"
    company.save()
    for nobody in (rep, colleague(name="Otto")):
        with pytest.raises(NotTheirsError):
            decide(approval, by=nobody, is_approved=True)
    approval.refresh_from_db()
    assert (approval.state, closed) == (State.OPEN, [])


def test_what_has_changed_since_it_was_asked_makes_the_approval_void(team, rep, boss, closed):
    company = CompanyFactory(name="Celadon")
    approval = ask(by=rep, about=company)
    company.name = "Celadon & Sons"
    company.save()
    with pytest.raises(MovedError):
        decide(approval, by=boss, is_approved=True)
    assert closed == [(approval.pk, "void")]
    assert granted("test-discount", company) is None


def test_an_approval_holds_while_its_object_stays_the_same(team, rep, boss):
    company = CompanyFactory(name="Celadon")
    approval = ask(by=rep, about=company)
    decide(approval, by=boss, is_approved=True)
    assert granted("test-discount", company) == approval
    company.name = "Celadon & Sons"
    assert granted("test-discount", company) is None


def test_asking_anew_about_what_has_changed_ends_the_question_before(team, rep):
    company = CompanyFactory(name="Celadon")
    before = ask(by=rep, about=company, source="a")
    company.name = "Celadon & Sons"
    company.save()
    after = ask(by=rep, about=company, source="b")
    before.refresh_from_db()
    assert (before.state, after.state) == (State.VOID, State.OPEN)


def test_only_who_asked_withdraws(team, rep, boss, closed):
    approval = ask(by=rep)
    with pytest.raises(NotTheirsError):
        withdraw(approval, by=boss)
    assert withdraw(approval, by=rep).state == State.WITHDRAWN
    with pytest.raises(AlreadyDecidedError):
        decide(approval, by=boss, is_approved=True)
    assert closed == [(approval.pk, "withdrawn")]


@pytest.mark.parametrize(
    ("counts_working_hours", "when"),
    [
        # Thursday 15:00 and eight hours: two are left of that day, six of Friday from nine.
        (True, datetime(2026, 6, 12, 15, tzinfo=UTC)),
        (False, datetime(2026, 6, 11, 23, tzinfo=UTC)),
    ],
)
def test_what_nobody_answers_goes_to_the_next_manager_too(team, rep, boss, counts_working_hours, when):
    head = colleague(name="Hal")
    above = type(team).objects.create(name="Heads of teams", manager=head)
    above.members.add(boss)
    with time_machine.travel(THURSDAY, tick=False):
        approval = ask(level(boss, escalate_after=8, counts_working_hours=counts_working_hours), by=rep)
    assert approval.steps.get().escalates_at == when
    assert escalate_due(now=when - timedelta(minutes=1)) == 0
    assert (escalate_due(now=when), escalate_due(now=when)) == (1, 0)
    assert answerable(boss).exists()
    assert decide(approval, by=head, is_approved=True).state == State.APPROVED


def test_who_left_is_stood_in_for_at_once(team, rep, boss):
    administrator = UserFactory(is_staff=True, is_superuser=True)
    approval = ask(by=rep)
    boss.is_active = False
    boss.save()
    assert not answerable(boss).exists()
    assert (escalate_due(), escalate_due()) == (1, 0)
    assert answerable(administrator).get().approval == approval


@pytest.mark.parametrize("how", ["inactive", "no staff", "another role"])
def test_a_role_whose_last_member_has_left_is_stood_in_for_at_once(team, rep, boss, how):
    administrator = UserFactory(is_staff=True, is_superuser=True)
    heads = Group.objects.create(name="Heads")
    boss.groups.add(heads)
    approval = ask(Level(asks=(StepAsk(group=heads),)), by=rep)
    assert escalate_due() == 0
    if how == "another role":
        boss.groups.clear()
    else:
        boss.is_active, boss.is_staff = how != "inactive", how != "no staff"
        boss.save()
    assert (escalate_due(), escalate_due()) == (1, 0)
    assert answerable(administrator).get().approval == approval


def test_nobody_answers_in_time_and_it_ends(team, rep, boss, closed):
    approval = ask(by=rep)
    assert expire_due(now=approval.expires_at - timedelta(seconds=1)) == 0
    assert (expire_due(now=approval.expires_at), expire_due(now=approval.expires_at)) == (1, 0)
    assert closed == [(approval.pk, "expired")]
    with pytest.raises(AlreadyDecidedError):
        decide(approval, by=boss, is_approved=True)


def test_names_stay_once_staff_have_gone_and_the_log_says_who(team, rep, boss):
    approval = ask(by=rep)
    decide(approval, by=boss, is_approved=False, comment="No.")
    logged = AuditEntry.objects.get(action="approval_decided")
    assert (logged.actor_id, logged.object_id, logged.detail["answer"]) == (boss.pk, approval.pk, "refused")
    names = (rep.get_full_name(), boss.get_full_name())
    team.delete()
    rep.delete()
    boss.delete()
    approval.refresh_from_db()
    step = approval.steps.get()
    assert (approval.requested_by, approval.requested_by_name, step.decided_by_name) == (None, *names)
    assert step.people.get().name == names[1]


def test_staff_set_who_decides_and_from_which_value_on(team, rep, boss):
    finance = Group.objects.create(name="finance")
    accountant = colleague()
    finance.user_set.add(accountant)
    route = ApprovalRoute.objects.create(kind="test-discount", limit=20, expires_after=3)
    ApprovalRouteStep.objects.create(route=route, level=1, who="manager", escalate_after=4)
    ApprovalRouteStep.objects.create(route=route, level=2, who="role", group=finance)
    assert [is_needed("test-discount", value) for value in (20, 21)] == [False, True]
    approval = ask(by=rep)
    assert approval.expires_at - approval.requested_at == timedelta(days=3)
    decide(approval, by=boss, is_approved=True)
    assert decide(approval, by=accountant, is_approved=True).state == State.APPROVED


def test_a_route_that_names_who_asks_goes_to_their_manager(team, rep, boss):
    route = ApprovalRoute.objects.create(kind="test-discount")
    ApprovalRouteStep.objects.create(route=route, level=1, who="person", user=rep)
    approval = ask(by=rep)
    assert [person.user for person in approval.steps.get().people.all()] == [boss]


def test_the_database_refuses_a_second_end(team, rep):
    approval = ask(by=rep)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state=State.APPROVED)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalStep.objects.filter(approval=approval).update(state="approved")
