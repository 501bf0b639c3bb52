"""Writing down who is asked, and asking the next level."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils import timezone

from shop.b2b.models import CompanyContact
from shop.events.services import publish
from shop.names import full_name
from shop.purchase_approvals.events import PurchaseApprovalAsked
from shop.purchase_approvals.models import PurchaseRequest, RequestApprover, RequestStep
from shop.purchase_approvals.people import Asked
from shop.user.models import User

NAME_LENGTH = 200
State = RequestStep.State


def name_of(user: User | None, *, otherwise: str = "") -> str:
    """Return the name that stays beside what somebody did."""
    if user is None:
        return otherwise
    name = full_name(user.first_name, user.last_name) or otherwise or user.email
    return name[:NAME_LENGTH]


def write_steps(request: PurchaseRequest, asked: Sequence[Asked]) -> None:
    """Write the levels of a request's round with their people, and ask the first."""
    for number, level in enumerate(asked, start=1):
        step = RequestStep.objects.create(
            request=request,
            round=request.round,
            level=number,
            rule_name=level.rule_name,
            needs=level.needs,
            escalate_after=level.escalate_after,
        )
        add_people(step, level.people)
    open_level(request, 1)


def repeat_steps(request: PurchaseRequest, *, before: int) -> None:
    """Write the levels of the round `before` once more for the request's round, and ask the first."""
    for old in request.steps.filter(round=before).order_by("level"):
        step = RequestStep.objects.create(
            request=request,
            round=request.round,
            level=old.level,
            rule_name=old.rule_name,
            needs=old.needs,
            escalate_after=old.escalate_after,
        )
        rows = [
            RequestApprover(step=step, user=one.user, name=one.name, is_escalation=one.is_escalation)
            for one in old.approvers.filter(user__isnull=False)
        ]
        RequestApprover.objects.bulk_create(rows)
    open_level(request, 1)


def add_people(step: RequestStep, people: Iterable[CompanyContact], *, is_escalation: bool = False) -> int:
    """Let these people answer a step, too; return how many are new to it."""
    known = set(step.approvers.values_list("user", flat=True))
    rows = [
        RequestApprover(
            step=step,
            user=one.user,
            name=name_of(one.user, otherwise=one.name),
            is_escalation=is_escalation,
        )
        for one in people
        if one.user_id not in known
    ]
    RequestApprover.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def open_level(request: PurchaseRequest, level: int) -> None:
    """Ask a level, which begins to wait; who is asked is written to."""
    now = timezone.now()
    step = request.steps.get(round=request.round, level=level)
    step.state, step.opened_at = State.WAITING, now
    if step.escalate_after is not None:
        step.escalates_at = now + timedelta(hours=step.escalate_after)
    step.save(update_fields=["state", "opened_at", "escalates_at"])
    PurchaseRequest.objects.filter(pk=request.pk).update(level=level)
    request.level = level
    publish(PurchaseApprovalAsked(request_id=request.pk))


def close_steps(request: PurchaseRequest) -> None:
    """Ask nobody any more: the request has ended or begins anew."""
    request.steps.filter(state__in=[State.LATER, State.WAITING]).update(state=State.CLOSED)
