"""Letting go of the values of somebody who is forgotten, and a copy of them for who asks."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.custom_fields.kinds import spelled
from crm_core.custom_fields.models import CustomFieldValue
from crm_core.custom_fields.queries import fields_for, labels_of, values_of
from crm_core.customers.models import Customer
from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.profile.export import own_customer
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.export import EXPORTERS, Exporter
from shop.user.models import User


@receiver(customer_anonymised, dispatch_uid="custom_fields.customer_anonymised")
def forget_values(*, records: Collection[int], **kwargs: object) -> None:
    """Delete all values of these records, also those in archived fields."""
    CustomFieldValue.objects.filter(customer__in=records).delete()


def values_of_person(person: Person) -> QuerySet[CustomFieldValue]:
    """List the values on the records of somebody, and on those that were merged into them."""
    records = trees.tree_ids(*person.customers) if person.customers else []
    return CustomFieldValue.objects.filter(customer__in=records)


def custom_record(customer: Customer) -> dict[str, object]:
    """Return a customer's values by the fields' labels, those of archived fields, too."""
    fields = list(fields_for(with_archived=True))
    held = values_of([customer.pk], fields).get(customer.pk, {})
    labels = labels_of(fields, [held])
    return {
        field.label: spelled(field, held[field.pk], labels[field.pk]) for field in fields if field.pk in held
    }


def custom_of_user(user: User) -> dict[str, object]:
    """Return the values of an account's owner, empty for who has no record that is proved theirs."""
    customer = own_customer(user)
    return custom_record(customer) if customer is not None else {}


EXPORTERS.register(Exporter(name="customer_custom_fields", read=custom_of_user))
ERASERS.register(
    Eraser(
        name="custom fields",
        label=_("custom fields of the record"),
        fields=("custom_fields.CustomFieldValue.*",),
        erase=lambda person: values_of_person(person).delete()[0],
        count=lambda person: values_of_person(person).count(),
    )
)
UNRELATED.register(
    Unrelated(
        name="definitions of custom fields",
        fields=(
            "custom_fields.CustomField.*",
            "custom_fields.FieldChoice.*",
            "custom_fields.CustomFieldVersion.*",
        ),
    )
)
