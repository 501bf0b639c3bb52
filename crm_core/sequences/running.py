"""Doing what is due: each step of each enrolment once, whichever worker comes, whenever one dies.

A step, what it writes and the place of the enrolment are one transaction: a worker that dies leaves nothing,
and the next one begins anew. The mail itself goes out from the outbox, after the commit.
"""

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone

from crm_core.activities.access import AssigneeRefusedError, check_assignee
from crm_core.activities.models import Activity
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.automation.defaults.words import for_colleague
from crm_core.automation.defaults.work_actions import language_of
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import locked_survivor
from crm_core.sequences.local_time import is_good_moment
from crm_core.sequences.mails import NoSenderError, OpenPlaceholderError, send_step, sender_of
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep, StepRun
from crm_core.sequences.services import (
    BATCH,
    FINAL,
    REASON_OF_REFUSAL,
    end_enrolment,
    hour_of,
    next_step,
    pause,
    place_of,
    slot_of,
    stop,
)
from shop.user.models import User

logger = logging.getLogger(__name__)
State, Reason, Outcome = Enrolment.State, Enrolment.Reason, StepRun.Outcome
TURN_SECONDS = 50.0


def run_due(*, now: datetime | None = None, seconds: float = TURN_SECONDS) -> int:
    """Do every step that is due, for so long; return how many moved on. One that fails is logged."""
    moment = now or timezone.now()
    ends = monotonic() + seconds
    due = Enrolment.objects.filter(
        state=State.ACTIVE,
        due_at__lte=moment,
        sequence__state=Sequence.State.ACTIVE,
        customer__merged_into=None,
    )
    done = 0
    for pk in list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH]):
        if monotonic() > ends:
            break
        try:
            done += run_enrolment(pk, now=moment)
        except Exception:
            logger.exception("The next step of enrolment %s failed", pk)
            _put_off(pk, moment)
    return done


def _put_off(pk: int, moment: datetime) -> None:
    """Try what failed again in an hour, so that it does not keep others from their turn."""
    Enrolment.objects.filter(pk=pk, state=State.ACTIVE, due_at__lte=moment).update(
        due_at=moment + timedelta(hours=1)
    )


@transaction.atomic
def run_enrolment(pk: int, *, now: datetime | None = None) -> bool:
    """Do the next step of an enrolment if it is due; return whether this call moved it on."""
    moment = now or timezone.now()
    known = Enrolment.objects.filter(pk=pk).first()
    if known is None:
        return False
    # The customer first, as merges do: two who hold one and wait for the other would wait for ever.
    customer = locked_survivor(known.customer_id)
    held = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("sequence", "thread")
        .filter(pk=pk, customer=customer, state=State.ACTIVE, due_at__lte=moment)
        .filter(sequence__state=Sequence.State.ACTIVE)
        .first()
    )
    if held is None:
        return False
    held.customer = customer
    step = next_step(held)
    if step is None:
        return end_enrolment(held.pk, held.customer_id, State.FINISHED)
    if step.kind != SequenceStep.Kind.WAIT and not _may_be_done(step, customer, moment):
        later = slot_of(step, customer, after=moment, days=0)
        return bool(_claim(held, later))
    following = _following(held, step)
    claimed = _claim(held, slot_of(following, customer, after=moment) if following else moment)
    if not claimed:  # guard: sequence-step-claimed
        return False
    if _do(held, step, moment) and following is None:
        end_enrolment(held.pk, held.customer_id, State.FINISHED)
    return True


def _claim(held: Enrolment, due: datetime) -> int:
    """Move an enrolment on to its next step, unless another worker has."""
    ours = Enrolment.objects.filter(pk=held.pk, state=State.ACTIVE, due_at=held.due_at)
    return ours.update(due_at=due)


def _following(held: Enrolment, step: SequenceStep) -> SequenceStep | None:
    rest = SequenceStep.objects.filter(sequence=held.sequence_id, position__gt=step.position)
    rest = rest.select_related("sequence")
    return rest.order_by("position", "pk").first()


def _may_be_done(step: SequenceStep, customer: Customer, moment: datetime) -> bool:
    zone, region = place_of(customer)
    return is_good_moment(
        moment,
        at=hour_of(step),
        zone=zone,
        working_days_only=step.sequence.working_days_only,
        region=region,
    )


def _do(held: Enrolment, step: SequenceStep, moment: datetime) -> bool:
    """Do one step and note it; return whether the enrolment goes on. In the caller's transaction."""
    if step.kind == SequenceStep.Kind.MAIL:
        return _mail(held, step, moment)
    if step.kind == SequenceStep.Kind.ACTIVITY:
        _activity(held, step, moment)
    _note(held, step, moment, outcome=Outcome.DONE)
    return True


def _note(held: Enrolment, step: SequenceStep, moment: datetime, **facts: object) -> None:
    StepRun.objects.create(
        enrolment=held, step=step, position=step.position, kind=step.kind, ran_at=moment, **facts
    )


def _mail(held: Enrolment, step: SequenceStep, moment: datetime) -> bool:
    try:
        mail = send_step(held, step)
    except (NoSenderError, OpenPlaceholderError) as error:
        reason = Reason.NO_SENDER if isinstance(error, NoSenderError) else Reason.OPEN_PLACEHOLDER
        pause(held, reason=reason, note=str(error), due_at=moment)
        return False
    if mail is not None and not mail.refusal:
        _note(held, step, moment, outcome=Outcome.SENT, mail=mail)
        return True
    why = REASON_OF_REFUSAL[mail.refusal] if mail is not None else str(Reason.NO_ADDRESS)
    _note(held, step, moment, outcome=Outcome.REFUSED, mail=mail, reason=why)
    if why in FINAL or held.sequence.on_refusal == Sequence.OnRefusal.STOP:
        stop(held, why)
        return False
    return True


def _activity(held: Enrolment, step: SequenceStep, moment: datetime) -> None:
    """Plan the activity of a step for who looks after the customer; for nobody where nobody may."""
    customer = held.customer
    assignee = _assignee(held)
    subject = step.subject
    if assignee is not None:
        subject = for_colleague(subject, customer, assignee, language=language_of(assignee))
    plan_activity(
        PlannedActivity(
            subject=subject,
            due_at=moment,
            kind=step.activity_kind or Activity.Kind.TODO,
            customer=customer,
            assignee=assignee,
            reason="sequence",
            reason_data={"sequence": held.sequence.name},
            source=f"sequence:{held.pk}:{step.pk}",
        )
    )


def _assignee(held: Enrolment) -> User | None:
    assignee = sender_of(held.sequence, held.customer)
    try:
        check_assignee(assignee, held.customer)
    except AssigneeRefusedError:
        return None
    return assignee
