"""Taking customers into sequences and out of them; doing each step once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.customers.models import Customer
from crm_core.customers.records.trees import locked_survivor, tree_ids
from crm_core.sequences import local_time
from crm_core.sequences.events import CustomerEnrolled, EnrolmentEnded
from crm_core.sequences.mails import address_of, refusal_for
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep, StepRun
from shop.events.services import publish
from shop.mail.models import Mail
from shop.user.models import User

State, Reason = Enrolment.State, Enrolment.Reason
BATCH = 500
#: An answer so long after the last step still counts for it.
ANSWERS_WITHIN = timedelta(days=30)
#: What a refused mail says about why somebody leaves.
REASON_OF_REFUSAL: Mapping[str, str] = {
    Mail.Refusal.NO_CONSENT: Reason.NO_CONSENT,
    Mail.Refusal.WITHDRAWN: Reason.UNSUBSCRIBED,
    Mail.Refusal.OBJECTED: Reason.OBJECTED,
    Mail.Refusal.COMPLAINED: Reason.OBJECTED,
    Mail.Refusal.BOUNCED: Reason.UNREACHABLE,
    Mail.Refusal.MANUAL: Reason.UNREACHABLE,
    Mail.Refusal.BAD_ADDRESS: Reason.UNREACHABLE,
}
#: These end a sequence whatever it says of missing consents.
FINAL = frozenset({Reason.UNSUBSCRIBED, Reason.OBJECTED})


class CannotEnrolError(ValueError):
    """A sequence that takes nobody in now; the message is for staff to read."""


@transaction.atomic
def enrol(
    customer: Customer,
    sequence: Sequence,
    *,
    source: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Enrolment:
    """Take a customer into a sequence; who is in it already, or was by the same `source`, stays as they are.

    Raises CannotEnrolError for a sequence that is not active or has no steps. Effects in order: enrolment,
    CustomerEnrolled.
    """
    if source:
        known = Enrolment.objects.filter(source=source).first()
        if known is not None:
            return known
    sequence = Sequence.objects.get(pk=sequence.pk)
    if sequence.state != Sequence.State.ACTIVE:
        raise CannotEnrolError(_("This sequence is not active."))
    first = SequenceStep.objects.filter(sequence=sequence).order_by("position", "pk").first()
    if first is None:
        raise CannotEnrolError(_("This sequence has no steps."))
    moment = now or timezone.now()
    customer = locked_survivor(customer.pk)
    enrolment, is_new = Enrolment.objects.get_or_create(
        customer=customer,
        open_in=sequence.pk,
        defaults={
            "sequence": sequence,
            "source": source,
            "enrolled_by": by,
            "enrolled_at": moment,
            "due_at": slot_of(first, customer, after=moment),
        },
    )
    if is_new:
        publish(CustomerEnrolled(customer_id=customer.pk, enrolment_id=enrolment.pk))
    return enrolment


def hour_of(step: SequenceStep) -> time:
    """Return at which hour a step is done."""
    return step.at or step.sequence.send_at


def slot_of(step: SequenceStep, customer: Customer, *, after: datetime, days: int | None = None) -> datetime:
    """Return when a step is due that follows what was done at `after`."""
    zone, region = place_of(customer)
    return local_time.next_slot(
        after,
        days=step.days if days is None else days,
        at=hour_of(step),
        zone=zone,
        working_days_only=step.sequence.working_days_only,
        region=region,
    )


def place_of(customer: Customer) -> tuple[ZoneInfo, str]:
    """Return a customer's time zone and whose public holidays they keep."""
    country = local_time.country_of(customer)
    return local_time.zone_of(customer, country), country or settings.KILN_WORKSHOP_REGION


def next_step(enrolment: Enrolment) -> SequenceStep | None:
    """Return the step that follows the last one done, for this record or one that was merged into it."""
    done = StepRun.objects.filter(
        enrolment__customer__in=tree_ids(enrolment.customer_id), enrolment__open_in=enrolment.sequence_id
    )
    last = done.aggregate(last=Max("position"))["last"]
    steps = SequenceStep.objects.filter(sequence=enrolment.sequence_id).order_by("position", "pk")
    if last is not None:
        steps = steps.filter(position__gt=last)
    steps = steps.select_related("sequence", "template")
    return steps.exclude(pk__in=done.exclude(step=None).values("step")).first()


def stop(enrolment: Enrolment, reason: str, *, by: User | None = None, note: str = "") -> bool:
    """End an open enrolment; return whether this call did. Effects: enrolment, EnrolmentEnded."""
    return bool(_stop_all(Enrolment.objects.filter(pk=enrolment.pk), reason, by=by, note=note))


@transaction.atomic
def _stop_all(rows: QuerySet[Enrolment], reason: str, *, by: User | None = None, note: str = "") -> int:
    """End all open ones among these; return how many this call ended."""
    stopped = 0
    found = rows.filter(open_in__isnull=False).order_by("pk").values_list("pk", "customer")
    for pk, customer in list(found):
        stopped += end_enrolment(pk, customer, State.STOPPED, reason=reason, by=by, note=note)
    return stopped


def end_enrolment(
    pk: int, customer_id: int, state: str, *, reason: str = "", by: User | None = None, note: str = ""
) -> bool:
    """Write that an enrolment is over, once; return whether this call did. In the caller's transaction."""
    ours = Enrolment.objects.filter(pk=pk, open_in__isnull=False)
    ended = ours.update(
        state=state,
        reason=reason,
        note=note[:300],
        open_in=None,
        due_at=None,
        ended_at=timezone.now(),
        ended_by=by,
    )
    if ended:
        publish(EnrolmentEnded(customer_id=customer_id, enrolment_id=pk, reason=reason or str(state)))
    return bool(ended)


def pause(enrolment: Enrolment, *, reason: str = "", note: str = "", due_at: datetime | None = None) -> bool:
    """Hold an active enrolment, with its next step due as it was or at `due_at`; return whether this did."""
    active = Enrolment.objects.filter(pk=enrolment.pk, state=State.ACTIVE)
    moved = {"due_at": due_at} if due_at else {}
    return bool(active.update(state=State.PAUSED, reason=reason, note=note[:300], **moved))


def resume(enrolment: Enrolment, *, now: datetime | None = None) -> bool:
    """Let a paused enrolment go on, at the next good hour; return whether this call did."""
    held = Enrolment.objects.select_related("customer", "sequence").get(pk=enrolment.pk)
    moment = now or timezone.now()
    step = next_step(held)
    due = held.due_at
    if due is None or due < moment:
        due = slot_of(step, held.customer, after=moment, days=0) if step else moment
    paused = Enrolment.objects.filter(pk=enrolment.pk, state=State.PAUSED)
    return bool(paused.update(state=State.ACTIVE, reason="", note="", due_at=due))


def open_enrolments(customers: Iterable[int]) -> QuerySet[Enrolment]:
    """List the open enrolments of records, with those of what was merged into them."""
    numbers = tree_ids(*customers)
    return Enrolment.objects.filter(customer__in=numbers, open_in__isnull=False)


def stop_for_order(customers: Iterable[int], *, at: datetime) -> int:
    """End what an order of these customers ends; one placed before somebody was enrolled ends nothing."""
    rows = open_enrolments(customers).filter(sequence__stops_on_order=True, enrolled_at__lte=at)
    return _stop_all(rows, Reason.ORDERED)


def stop_for_deal(customer: Customer, *, is_won: bool, at: datetime) -> int:
    """End what a deal of a customer ends that was won or lost at `at`; the pipeline calls it."""
    rows = open_enrolments([customer.pk]).filter(sequence__stops_on_deal=True, enrolled_at__lte=at)
    return _stop_all(rows, Reason.DEAL_WON if is_won else Reason.DEAL_LOST)


@transaction.atomic
def replied(customer: Customer, *, at: datetime, thread_id: int | None = None) -> int:
    """Note that a customer answered (a mail, a call of theirs): end what an answer ends; return how much.

    Whoever records what comes in calls it; entries of the timeline do by themselves (`receivers`).
    `thread_id` finds also whose mail was answered from another address. The last mail before it counts the
    answer, for ANSWERS_WITHIN after the sequence's end, too.
    """
    whose = Q(customer__in=tree_ids(customer.pk))
    if thread_id is not None:
        whose |= Q(thread=thread_id)
    recent = Q(open_in__isnull=False) | Q(ended_at__gte=at - ANSWERS_WITHIN)
    rows = Enrolment.objects.filter(whose, recent, enrolled_at__lte=at)
    for pk in rows.values_list("pk", flat=True):
        mails = StepRun.objects.filter(enrolment=pk, outcome=StepRun.Outcome.SENT, ran_at__lte=at)
        last = mails.order_by("-ran_at", "-pk").first()
        if last is not None:
            StepRun.objects.filter(pk=last.pk, replied_at=None).update(replied_at=at)
    return _stop_all(rows.filter(sequence__stops_on_reply=True), Reason.REPLIED)


def stop_for_refusals(customers: Iterable[int]) -> int:
    """End what the ledger says customers do not want any more; return how many."""
    stopped = 0
    for row in open_enrolments(customers).select_related("customer", "sequence"):
        refusal = refusal_for(row.sequence, address_of(row.customer))
        reason = REASON_OF_REFUSAL.get(refusal, "")
        if reason in FINAL or reason == Reason.UNREACHABLE:
            stopped += stop(row, reason)
    return stopped


def archive(sequence: Sequence, *, by: User) -> int:
    """Take nobody in any more and end who is in it; return how many."""
    Sequence.objects.filter(pk=sequence.pk).update(state=Sequence.State.ARCHIVED)
    return _stop_all(Enrolment.objects.filter(sequence=sequence), Reason.ARCHIVED, by=by)
