"""Figures of a sequence: what each step came to, and why people left; whose a consent is."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from crm_core.consents.models import ConsentSubject
from crm_core.customers.access.rows import rows_visible_to
from crm_core.customers.models import CustomerIdentifier
from crm_core.customers.queries import customer_of_user
from crm_core.sequences.models import Enrolment, Sequence, SequenceStep, StepRun
from shop.user.models import User

Reader = User | AnonymousUser


@dataclass(frozen=True, kw_only=True)
class StepFigures:
    """What one step came to. Whether a mail was opened nobody asks: it is not tracked."""

    step: SequenceStep
    done: int
    refused: int
    replied: int


def figures_by_step(sequence: Sequence, user: Reader) -> list[StepFigures]:
    """Count the runs of each step for the customers that `user` sees, in two queries."""
    steps = list(
        SequenceStep.objects.filter(sequence=sequence).select_related("template").order_by("position", "pk")
    )
    counted = {
        row["step"]: row
        for row in rows_visible_to(
            user, StepRun.objects.filter(step__in=[step.pk for step in steps]), by="enrolment__customer"
        )
        .values("step")
        .annotate(
            done=Count("pk", filter=~Q(outcome=StepRun.Outcome.REFUSED)),
            refused=Count("pk", filter=Q(outcome=StepRun.Outcome.REFUSED)),
            replied=Count("replied_at"),
        )
    }
    nothing = {"done": 0, "refused": 0, "replied": 0}
    return [
        StepFigures(
            step=step,
            **{name: counted.get(step.pk, nothing)[name] for name in ("done", "refused", "replied")},
        )
        for step in steps
    ]


def seen_in(sequence: Sequence, user: Reader) -> QuerySet[Enrolment]:
    """List the enrolments of the customers that `user` sees."""
    return rows_visible_to(user, Enrolment.objects.filter(sequence=sequence))


def ends_of(sequence: Sequence, user: Reader) -> list[tuple[str, int]]:
    """List why enrolments were stopped, the most frequent first."""
    rows = seen_in(sequence, user).filter(state=Enrolment.State.STOPPED)
    labels = dict(Enrolment.Reason.choices)
    counted = rows.order_by().values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason")
    return [(str(labels.get(reason, reason)), number) for reason, number in counted]


def counts_of(sequence: Sequence, user: Reader) -> dict[str, int]:
    """Count the enrolments by how they stand."""
    rows = seen_in(sequence, user).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def replied_of(sequence: Sequence, user: Reader) -> int:
    """Count the enrolments in which somebody answered."""
    return seen_in(sequence, user).filter(runs__replied_at__isnull=False).distinct().count()


def customers_of_subject(subject_id: int) -> set[int]:
    """Return whose address, number, account or record a subject of the ledger is."""
    subject = ConsentSubject.objects.filter(pk=subject_id).first()
    if subject is None or not subject.value:
        return set()
    if subject.kind == ConsentSubject.Kind.CUSTOMER:
        return {int(subject.value)}
    if subject.kind == ConsentSubject.Kind.USER:
        customer = customer_of_user(int(subject.value))
        return {customer.pk} if customer else set()
    keys = CustomerIdentifier.objects.filter(kind=subject.kind, value=subject.value)
    return set(keys.values_list("customer", flat=True))
