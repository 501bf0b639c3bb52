"""Two sequences of the demo's sales, and companies in every state of them."""

from collections.abc import Mapping, Sequence as Rows
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from crm_core.consents.addresses import key_of
from crm_core.consents.models import Consent
from crm_core.consents.services import write
from crm_core.customers.models import Customer
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep, StepRun
from crm_core.sequences.purposes import SALES
from crm_core.timeline.models import MailTemplate

State, Reason, Kind = Enrolment.State, Enrolment.Reason, SequenceStep.Kind
TEMPLATES = {
    "After the samples": (
        "How did the samples do?",
        "你试用样品后感觉如何？",
        "Hello {name},\n\nby now the samples have seen a few services: which glaze held up best?\n\n{me}",
    ),
    "Price list for trade": (
        "Our price list for trade",
        "我们的批发价目表",
        "Hello {name},\n\nyour account shows our prices from twelve pieces on.\n\n{me}",
    ),
}
#: Name, goal, steps: kind, days after the one before, template or subject of the activity.
SEQUENCES = (
    (
        "After the samples",
        "A first order within a month of the samples",
        (
            (Kind.MAIL, 3, "After the samples"),
            (Kind.ACTIVITY, 4, "Call about the samples"),
            (Kind.MAIL, 7, "Price list for trade"),
        ),
    ),
    (
        "Quiet companies",
        "An order from companies that have been quiet for a season",
        (
            (Kind.ACTIVITY, 0, "Ask what has changed"),
            (Kind.WAIT, 10, ""),
            (Kind.MAIL, 0, "Price list for trade"),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Course:
    """How one company went through a sequence: how many steps were done, and how it stands."""

    days_ago: int
    steps: int
    state: str
    reason: str = ""
    has_replied: bool = False


COURSES = (
    Course(days_ago=2, steps=0, state=State.ACTIVE),
    Course(days_ago=6, steps=1, state=State.ACTIVE),
    Course(days_ago=12, steps=2, state=State.ACTIVE),
    Course(days_ago=9, steps=1, state=State.PAUSED),
    Course(days_ago=40, steps=3, state=State.FINISHED),
    Course(days_ago=55, steps=3, state=State.FINISHED),
    Course(days_ago=33, steps=1, state=State.STOPPED, reason=Reason.REPLIED, has_replied=True),
    Course(days_ago=47, steps=2, state=State.STOPPED, reason=Reason.ORDERED),
    Course(days_ago=28, steps=0, state=State.STOPPED, reason=Reason.BY_HAND),
)


@transaction.atomic
def add_sequences(companies: Rows[Customer], *, now: datetime) -> int:
    """Add both sequences with whom went through them, once; return how many were enrolled."""
    if Sequence.objects.exists():
        return 0
    templates = _templates()
    rows: list[tuple[Enrolment, Course]] = []
    waiting = iter(companies)
    for name, goal, steps in SEQUENCES:
        sequence = Sequence.objects.create(name=name, goal=goal, purpose=SALES, state=Sequence.State.ACTIVE)
        for position, (kind, days, what) in enumerate(steps):
            SequenceStep.objects.create(
                sequence=sequence,
                position=position,
                kind=kind,
                days=days,
                template=templates[what] if kind == Kind.MAIL else None,
                activity_kind="call" if kind == Kind.ACTIVITY else "",
                subject=what if kind == Kind.ACTIVITY else "",
            )
        rows += [
            (_enrolment(company, sequence, course, now=now), course)
            for course, company in zip(COURSES, waiting, strict=False)
        ]
    written = Enrolment.objects.bulk_create([enrolment for enrolment, _course in rows])
    _write_runs([(one, course) for one, (_old, course) in zip(written, rows, strict=True)])
    return len(written)


def _templates() -> Mapping[str, MailTemplate]:
    return {
        name: MailTemplate.objects.get_or_create(
            name=name,
            defaults={
                "folder": "Sales",
                "purpose": SALES,
                "subject_en": subject,
                "subject_zh_hans": chinese,
                "text_en": text,
            },
        )[0]
        for name, (subject, chinese, text) in TEMPLATES.items()
    }


def _enrolment(company: Customer, sequence: Sequence, course: Course, *, now: datetime) -> Enrolment:
    """Make one; its company agreed to be written to when it was enrolled."""
    enrolled = now - timedelta(days=course.days_ago)
    is_open = course.state in Enrolment.OPEN_STATES
    write(
        key_of(email=company.email),
        purpose=SALES,
        action=Consent.Action.GRANTED,
        source=Consent.Source.STAFF,
        at=enrolled - timedelta(days=1),
        by=company.owner,
        reason="Asked for it on the phone.",
    )
    return Enrolment(
        sequence=sequence,
        customer=company,
        state=course.state,
        reason=course.reason,
        enrolled_by=company.owner,
        enrolled_at=enrolled,
        due_at=now + timedelta(days=1 + course.steps) if is_open else None,
        open_in=sequence.pk if is_open else None,
        ended_at=None if is_open else enrolled + timedelta(days=5 + 6 * course.steps),
        source=f"demo:sequence:{sequence.pk}:{company.pk}",
    )


def _write_runs(rows: Rows[tuple[Enrolment, Course]]) -> None:
    steps: dict[int, list[SequenceStep]] = {}
    for step in SequenceStep.objects.order_by("position"):
        steps.setdefault(step.sequence_id, []).append(step)
    runs = []
    for enrolment, course in rows:
        ran_at = enrolment.enrolled_at
        for step in steps[enrolment.sequence_id][: course.steps]:
            ran_at += timedelta(days=min(step.days, 4), hours=1)
            is_mail = step.kind == Kind.MAIL
            runs.append(
                StepRun(
                    enrolment=enrolment,
                    step=step,
                    position=step.position,
                    kind=step.kind,
                    outcome=StepRun.Outcome.SENT if is_mail else StepRun.Outcome.DONE,
                    ran_at=ran_at,
                    replied_at=ran_at + timedelta(hours=20) if is_mail and course.has_replied else None,
                )
            )
    StepRun.objects.bulk_create(runs)
