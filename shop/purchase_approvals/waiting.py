"""What happens to requests that wait: reminders, escalation, the end of their time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shop.events.services import publish
from shop.purchase_approvals.events import PurchaseApprovalAsked
from shop.purchase_approvals.history import note
from shop.purchase_approvals.mail import remind
from shop.purchase_approvals.models import ApprovalLevel, PurchaseRequest, RequestHistory, RequestStep
from shop.purchase_approvals.people import administrators, colleagues_of
from shop.purchase_approvals.services import expire
from shop.purchase_approvals.steps import add_people

WAITING = RequestStep.State.WAITING
PENDING = PurchaseRequest.State.PENDING


def expire_due(now: datetime) -> int:
    """End requests whose time is over; return how many."""
    due = PurchaseRequest.objects.filter(state=PENDING, expires_at__lte=now)
    return sum(expire(request) for request in due)


def escalate_due(now: datetime) -> int:
    """Ask the administrators, too, where a level was not answered in time; return how many levels."""
    due = RequestStep.objects.filter(state=WAITING, request__state=PENDING, escalates_at__lte=now)
    return sum(_escalate(step) for step in due.select_related("request__company"))


@transaction.atomic
def _escalate(step: RequestStep) -> bool:
    """Add the administrators of the company and its parents; one yes suffices from then on."""
    claimed = RequestStep.objects.filter(pk=step.pk, state=WAITING, escalates_at=step.escalates_at)
    if not claimed.update(escalates_at=None):
        return False
    request = step.request
    company = request.company
    people = [one for one in colleagues_of(company.lineage_keys) if one.user_id != request.user_id]
    if not add_people(step, administrators(people, company.pk), is_escalation=True):
        return False
    RequestStep.objects.filter(pk=step.pk).update(needs=ApprovalLevel.Needs.ANY)
    note(request, RequestHistory.Kind.ESCALATED, level=step.level)
    publish(PurchaseApprovalAsked(request_id=request.pk))
    return True


def remind_due(now: datetime) -> int:
    """Write once more to who has not answered for KILN_PURCHASE_REMINDER_HOURS; once per level."""
    since = now - timedelta(hours=settings.KILN_PURCHASE_REMINDER_HOURS)
    due = RequestStep.objects.filter(
        state=WAITING, request__state=PENDING, reminded_at=None, opened_at__lte=since
    )
    return sum(_remind(step) for step in due.select_related("request__company", "request__user"))


@transaction.atomic
def _remind(step: RequestStep) -> bool:
    claimed = RequestStep.objects.filter(pk=step.pk, state=WAITING, reminded_at=None)
    if not claimed.update(reminded_at=timezone.now()):
        return False
    if remind(step):
        note(step.request, RequestHistory.Kind.REMINDED, level=step.level)
    return True
