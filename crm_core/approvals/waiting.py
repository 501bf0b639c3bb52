"""What happens to questions that nobody answers: the next person is asked, and in the end they expire."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm_core.approvals.events import ApprovalRequested
from crm_core.approvals.models import Approval, ApprovalStep, StepPerson
from crm_core.approvals.routes import heads, managers_of
from crm_core.approvals.services import add_people, close, escalation_of
from shop.events.services import publish
from shop.user.models import User

State = Approval.State


def escalate_due(*, now: datetime | None = None) -> int:
    """Ask the next person where a step has waited too long, or its people have left; return how many.

    The next ones are the managers of those asked so far, then the administrators; who was asked may still
    answer.
    """
    moment = now or timezone.now()
    waiting = ApprovalStep.objects.filter(state=ApprovalStep.State.WAITING, approval__state=State.OPEN)
    due = list(waiting.filter(escalates_at__lte=moment).order_by("escalates_at")[:500])
    later = waiting.filter(Q(escalates_at__gt=moment) | Q(escalates_at=None))
    at_work = User.objects.filter(is_active=True, is_staff=True)
    people = StepPerson.objects.filter(step=OuterRef("pk"), user__in=at_work)
    members = at_work.filter(groups=OuterRef("group"))
    abandoned = later.filter(~Exists(people), ~Exists(members)).order_by("pk")[:500]
    return sum(_escalate(step, moment) for step in [*due, *abandoned])


@transaction.atomic
def _escalate(step: ApprovalStep, moment: datetime) -> bool:
    held = ApprovalStep.objects.select_for_update().filter(pk=step.pk, state="waiting").first()
    if held is None or held.escalates_at != step.escalates_at:
        return False
    again = escalation_of(held, moment)
    ours = ApprovalStep.objects.filter(pk=held.pk, state="waiting", escalates_at=step.escalates_at)
    if not ours.update(escalates_at=again):
        return False
    requester = held.approval.requested_by
    if not add_people(held, _next_people(held, requester), is_escalation=True):
        ours = ApprovalStep.objects.filter(pk=held.pk)
        ours.update(escalates_at=None)
        return False
    publish(ApprovalRequested(approval_id=held.approval_id))
    return True


def _next_people(step: ApprovalStep, requester: User | None) -> list[User]:
    """Return whom a step goes to next: new managers of those asked, else administrators."""
    asked = [person.user for person in step.people.select_related("user") if person.user is not None]
    if step.group_id is not None:
        asked += list(User.objects.filter(groups=step.group_id, is_active=True))
    above = {manager.pk: manager for user in asked for manager in managers_of(user)}
    new = [user for pk, user in sorted(above.items()) if user not in asked and user != requester]
    return new or [user for user in heads(without=requester) if user not in asked]


def expire_due(*, now: datetime | None = None) -> int:
    """End approvals that nobody answered in time, and those whose object has gone; return how many."""
    due = Approval.objects.filter(state=State.OPEN, expires_at__lte=now or timezone.now())
    return sum(_expired(pk) for pk in due.order_by("expires_at").values_list("pk", flat=True)[:500])


@transaction.atomic
def _expired(pk: int) -> bool:
    held = Approval.objects.select_for_update().get(pk=pk)
    return held.is_open and close(held, State.EXPIRED).state == State.EXPIRED
