"""What becomes of activities when a customer is forgotten: those with them go, their names go elsewhere."""

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.activities.models import Activity
from crm_core.customers.models import Customer
from crm_core.customers.signals import customer_anonymised
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.rows import holding, redact_rows
from shop.privacy.erasure.traces import words_of

WORDS = ["subject", "note", "result", "reason_data"]


@receiver(customer_anonymised, dispatch_uid="activities.customer_anonymised")
def forget_activities(*, customer: Customer, **kwargs: object) -> None:
    """Let go of what was planned and done with a customer."""
    Activity.objects.filter(customer=customer).delete()


def erase_activities(person: Person) -> int:
    """Delete the activities with the person's records, and strike them out of all others."""
    number = Activity.objects.filter(customer__in=person.customers).delete()[0]
    if words := words_of(person):
        number += redact_rows(holding(Activity.objects.all(), WORDS, words), WORDS, person)
    return number


ERASERS.register(
    Eraser(
        name="activities",
        label=_("to-dos, calls and meetings planned with them"),
        fields=("activities.Activity.*",),
        erase=erase_activities,
        count=lambda person: Activity.objects.filter(customer__in=person.customers).count(),
    )
)
UNRELATED.register(Unrelated(name="settings of activities", fields=("activities.ActivitySettings.*",)))
