"""A plan goes with the person whose account it is, and says nothing of them in the plans of others."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.account_plans.models import AccountPlan
from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, Eraser
from shop.privacy.erasure.rows import deleted, holding, redact_rows
from shop.privacy.erasure.traces import words_of

WORDS = ["situation", "strategy", "risks"]


@receiver(customer_anonymised, dispatch_uid="account_plans.customer_anonymised")
def on_customer_anonymised(*, records: Collection[int], **kwargs: object) -> None:
    """Delete the plans of these records, whoever ends them."""
    AccountPlan.objects.filter(customer__in=records).delete()


def erase_plans(person: Person) -> int:
    """Delete the person's plans, and strike them out of others'."""
    number = 0
    if person.customers:
        number = deleted(AccountPlan.objects.filter(customer__in=trees.tree_ids(*person.customers)))
    if words := words_of(person):
        number += redact_rows(holding(AccountPlan.objects.all(), WORDS, words), WORDS, person)
    return number


ERASERS.register(
    Eraser(
        name="account plans",
        label=_("plans of the account"),
        fields=("account_plans.AccountPlan.*",),
        erase=erase_plans,
    )
)
