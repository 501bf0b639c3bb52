"""Asking, answering, withdrawing, escalating: each approval ends once, whoever comes at the same moment."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.approvals.events import ApprovalClosed, ApprovalRequested
from crm_core.approvals.kinds import KINDS, fingerprint_of, has_moved
from crm_core.approvals.models import AnswerLink, Approval, ApprovalStep, Needs, StepPerson
from crm_core.approvals.rights import answerable, answers_for
from crm_core.approvals.routes import Level, checked, expiry_of, levels_for
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from shop.audit.services import record as audit
from shop.events.services import publish
from shop.json_types import JsonObject
from shop.user.models import User
from shop.working_hours import office_hours

State = Approval.State
NAME_LENGTH = 200


class ApprovalError(ValueError):
    """An answer that cannot be taken; the message is for staff to read."""


class AlreadyDecidedError(ApprovalError):
    """Somebody was quicker, or it was answered by this person already."""


class NotTheirsError(ApprovalError):
    """It is not theirs to answer: not asked, or their own request."""


class MovedError(ApprovalError):
    """What it is about has changed since it was asked; the approval is void now."""


class CommentMissingError(ApprovalError):
    """A refusal says why."""


@dataclass(frozen=True, kw_only=True)
class ApprovalRequest:
    """What is asked. `requested_by` None is a rule; without `levels` the kind's route says who decides.

    `source` names the reason ("deal-line:7:30"): asked again for it, the approval that there is stays.
    """

    kind: str
    about: Model | None = None
    customer: Customer | None = None
    requested_by: User | None = None
    reason: str = ""
    data: JsonObject = field(default_factory=dict)
    source: str = ""
    levels: Sequence[Level] | None = None
    expires_at: datetime | None = None


def name_of(user: User | None) -> str:
    """Return the name that stays beside what somebody did."""
    return (user.get_full_name() or user.email)[:NAME_LENGTH] if user else ""


@transaction.atomic
def request_approval(request: ApprovalRequest) -> Approval:
    """Ask for an approval; once per `source`. Raises KeyError for an unknown kind, NoApproverError.

    Effects in order: approval, steps, people, ApprovalRequested (which writes the mails).
    """
    kind = KINDS[request.kind]
    if request.source:
        known = Approval.objects.filter(source=request.source).first()
        if known is not None:
            return known
    _close_moved(kind.name, request.about)
    levels = (
        levels_for(kind.name, request.requested_by)
        if request.levels is None
        else checked(request.levels, request.requested_by)
    )
    now = timezone.now()
    about = request.about
    facts = {
        "kind": kind.name,
        "customer": survivor_of(request.customer) if request.customer else None,
        "about_type": ContentType.objects.get_for_model(about) if about else None,
        "about_id": about.pk if about else None,
        "data": request.data,
        "reason": request.reason,
        "fingerprint": fingerprint_of(kind.name, about),
        "requested_by": request.requested_by,
        "requested_by_name": name_of(request.requested_by),
        "requested_at": now,
        "expires_at": request.expires_at or now + expiry_of(kind.name),
    }
    if request.source:
        approval, is_new = Approval.objects.get_or_create(source=request.source, defaults=facts)
        if not is_new:
            return approval
    else:
        approval = Approval.objects.create(**facts)
    for number, level in enumerate(levels, start=1):
        _write_level(approval, number, level)
    _open_level(approval, 1)
    publish(ApprovalRequested(approval_id=approval.pk))
    return approval


def _close_moved(kind: str, about: Model | None) -> None:
    """Make earlier questions about an object void whose object is another by now: a new one is asked."""
    if about is None:
        return
    same = Approval.objects.filter(
        kind=kind,
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        state=State.OPEN,
    )
    for earlier in same.exclude(fingerprint=fingerprint_of(kind, about)):
        close(earlier, State.VOID)


def _write_level(approval: Approval, number: int, level: Level) -> None:
    for ask in level.asks:
        step = ApprovalStep.objects.create(
            approval=approval,
            level=number,
            needs=level.needs,
            group=ask.group,
            group_name=ask.group.name[:NAME_LENGTH] if ask.group else "",
            escalate_after=ask.escalate_after,
            counts_working_hours=ask.counts_working_hours,
        )
        add_people(step, [user for user in ask.people if user != approval.requested_by])


def add_people(step: ApprovalStep, people: Iterable[User], *, is_escalation: bool = False) -> int:
    """Let these people answer a step, too; return how many are new to it."""
    known = set(step.people.values_list("user", flat=True))
    new = [user for user in people if user.pk not in known]
    now = timezone.now()
    StepPerson.objects.bulk_create(
        [
            StepPerson(step=step, user=user, name=name_of(user), added_at=now, is_escalation=is_escalation)
            for user in new
        ],
        ignore_conflicts=True,
    )
    return len(new)


def _open_level(approval: Approval, number: int) -> None:
    """Ask the steps of a level, which begin to wait."""
    now = timezone.now()
    for step in approval.steps.filter(level=number, state=ApprovalStep.State.LATER):
        step.state, step.opened_at = ApprovalStep.State.WAITING, now
        step.escalates_at = escalation_of(step, now)
        step.save(update_fields=["state", "opened_at", "escalates_at"])


def escalation_of(step: ApprovalStep, since: datetime) -> datetime | None:
    """Return when a step that is asked since then goes to the next person; None: it does not."""
    if step.escalate_after is None:
        return None
    if step.counts_working_hours:
        return office_hours().after(since, step.escalate_after)
    return since + timedelta(hours=step.escalate_after)


def decide(
    approval: Approval,
    *,
    by: User,
    is_approved: bool,
    comment: str = "",
    via: str = ApprovalStep.Via.SCREEN,
    step: ApprovalStep | None = None,
    before: Callable[[], None] | None = None,
) -> Approval:
    """Answer as `by`, in their own place or for who is away; return the approval as it is then.

    A refusal ends it; a yes ends the step, the last one needed the level, the last level the approval.
    Without `step` it is the first that waits for them; `before` is called in the transaction, and what it
    raises undoes it. Raises CommentMissingError, NotTheirsError,
    AlreadyDecidedError, and MovedError once it has made the approval void. Effects in order in one
    transaction: step, links, level or approval, the kind's `on_closed`, ApprovalClosed.
    """
    if not is_approved and not comment.strip():
        raise CommentMissingError(_("Say why you refuse."))
    may_answer = answerable(by).filter(approval=approval.pk).exists()
    if may_answer and _closed_as_moved(approval):
        raise MovedError(
            _("This has changed since it was asked; the approval is void. It has to be asked again.")
        )
    with transaction.atomic():
        if before is not None:
            before()
        return _decided(approval, by=by, is_approved=is_approved, comment=comment.strip(), via=via, step=step)


def _decided(
    approval: Approval, *, by: User, is_approved: bool, comment: str, via: str, step: ApprovalStep | None
) -> Approval:
    held = Approval.objects.select_for_update().get(pk=approval.pk)
    if not held.is_open:
        raise AlreadyDecidedError(_("This is decided already."))
    mine = answerable(by).filter(approval=held).order_by("level", "pk")
    found = (mine.filter(pk=step.pk) if step else mine).first()
    if found is None:
        raise _refusal(held, by, step)
    owner = answers_for(by, found)
    answer = ApprovalStep.State.APPROVED if is_approved else ApprovalStep.State.REFUSED
    waiting = ApprovalStep.objects.filter(pk=found.pk, state=ApprovalStep.State.WAITING)
    decided = waiting.update(
        state=answer,
        decided_by=by,
        decided_by_name=name_of(by),
        decided_for=owner,
        decided_for_name=name_of(owner),
        decided_at=timezone.now(),
        comment=comment[:2000],
        via=via,
    )
    if not decided:
        raise AlreadyDecidedError(_("This is decided already."))
    _revoke_links(found.links.all())
    detail = {"answer": str(answer), "kind": held.kind, "for": owner.pk if owner else None, "via": str(via)}
    audit(
        "approval_decided",
        actor=by,
        model=Approval._meta.label_lower,
        object_id=held.pk,
        customer_id=held.customer_id,
        detail=detail,
    )
    if not is_approved:
        return close(held, State.REFUSED, by=by, note=comment)
    _pass_level(held, found, by=by)
    return held


def _refusal(approval: Approval, by: User, step: ApprovalStep | None) -> ApprovalError:
    """Return why somebody cannot answer."""
    steps = approval.steps.filter(pk=step.pk) if step else approval.steps
    if steps.filter(decided_by=by).exists() or (step and not steps.filter(state="waiting").exists()):
        return AlreadyDecidedError(_("This is decided already."))
    if approval.requested_by_id == by.pk:
        return NotTheirsError(_("Nobody decides what they asked for themselves."))
    return NotTheirsError(_("This is not yours to decide."))


def _pass_level(approval: Approval, step: ApprovalStep, *, by: User) -> None:
    """After a yes: end what the level needs no more, ask the next level, or approve."""
    level = approval.steps.filter(level=step.level)
    waiting = level.filter(state=ApprovalStep.State.WAITING)
    if step.needs == Needs.ALL and waiting.exists():
        return
    _revoke_links(AnswerLink.objects.filter(step__in=waiting))
    waiting.update(state=ApprovalStep.State.CLOSED)
    later = approval.steps.filter(level__gt=step.level, state=ApprovalStep.State.LATER)
    following = later.order_by("level").values_list("level", flat=True).first()
    if following is None:
        close(approval, State.APPROVED, by=by)
        return
    approval.level = following
    approval.save(update_fields=["level"])
    _open_level(approval, following)
    publish(ApprovalRequested(approval_id=approval.pk))


def _revoke_links(links: Iterable[AnswerLink]) -> None:
    numbers = [link.pk for link in links]
    AnswerLink.objects.filter(pk__in=numbers, revoked_at=None).update(revoked_at=timezone.now())


def close(approval: Approval, state: str, *, by: User | None = None, note: str = "") -> Approval:
    """End an open approval; who comes second changes nothing. In the caller's transaction."""
    closed = Approval.objects.filter(pk=approval.pk, state=State.OPEN).update(
        state=state,
        closed_at=timezone.now(),
        closed_by=by,
        closed_by_name=name_of(by),
        closing_note=note[:2000],
    )
    approval.refresh_from_db()
    if not closed:
        return approval
    asked = approval.steps.filter(state__in=[ApprovalStep.State.LATER, ApprovalStep.State.WAITING])
    asked.update(state=ApprovalStep.State.CLOSED)
    _revoke_links(AnswerLink.objects.filter(step__approval=approval))
    kind = KINDS.get(approval.kind)
    if kind is not None:
        kind.on_closed(approval)
    publish(ApprovalClosed(approval_id=approval.pk, state=approval.state))
    return approval


@transaction.atomic
def _closed_as_moved(approval: Approval) -> bool:
    """Make an open approval void whose object is another by now; return whether it is void for that."""
    held = Approval.objects.select_for_update().get(pk=approval.pk)
    if held.is_open and has_moved(held):  # guard: approval-moved
        close(held, State.VOID)
        return True
    return False


@transaction.atomic
def withdraw(approval: Approval, *, by: User, note: str = "") -> Approval:
    """Take a request back: who asked may, and administrators. Raises NotTheirsError, AlreadyDecidedError."""
    held = Approval.objects.select_for_update().get(pk=approval.pk)
    if held.requested_by_id != by.pk and not by.is_superuser:
        raise NotTheirsError(_("Only who asked can withdraw it."))
    if not held.is_open:
        raise AlreadyDecidedError(_("This is decided already."))
    return close(held, State.WITHDRAWN, by=by, note=note.strip())


@transaction.atomic
def cancel(approval: Approval, *, note: str = "") -> Approval:
    """Withdraw what the system asked for, because its reason has gone; a closed one stays as it is."""
    held = Approval.objects.select_for_update().get(pk=approval.pk)
    return close(held, State.WITHDRAWN, note=note)


def granted(kind: str, about: Model) -> Approval | None:
    """Return the latest approval of an object that still holds: approved, and the object has not moved."""
    rows = Approval.objects.filter(
        kind=kind,
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        state=State.APPROVED,
        fingerprint=fingerprint_of(kind, about),
    )
    return rows.order_by("-closed_at", "-pk").first()
