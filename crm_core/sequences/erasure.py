"""Who is forgotten leaves every sequence; that they were in one stays, as a number."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.sequences.models import Enrolment
from crm_core.sequences.services import stop
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.rows import blank


@receiver(customer_anonymised, dispatch_uid="sequences.customer_anonymised")
def forget_enrolments(*, records: Collection[int], **kwargs: object) -> None:
    """Stop what goes on with these records, whoever ends them."""
    forget(records)


def forget(records: Collection[int]) -> int:
    """End the enrolments of records and empty their notes; return how many changed."""
    rows = Enrolment.objects.filter(customer__in=records)
    stopped = sum(stop(row, Enrolment.Reason.ERASED) for row in rows.filter(open_in__isnull=False))
    return stopped + blank(rows, ["note"])


def erase_enrolments(person: Person) -> int:
    """End those of the person's records."""
    return forget(trees.tree_ids(*person.customers)) if person.customers else 0


ERASERS.register(
    Eraser(
        name="sequences",
        label=_("sequences of e-mails that are under way"),
        fields=("sequences.Enrolment.note",),
        erase=erase_enrolments,
        count=lambda person: Enrolment.objects.filter(customer__in=person.customers).count(),
    )
)
UNRELATED.register(
    Unrelated(
        name="sequences",
        fields=(
            "sequences.Sequence.*",
            "sequences.SequenceStep.*",
            "sequences.StepRun.*",
            "sequences.Enrolment.source",
        ),
    )
)
