"""Letting go of the profile of somebody who is forgotten."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.profile.models import (
    ContactPoint,
    ContactPreference,
    CustomerAddress,
    CustomerTag,
    Employment,
    HouseholdMember,
    ProfileChange,
)
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, UNRELATED, Eraser, Kept, Unrelated


@receiver(customer_anonymised, dispatch_uid="profile.customer_anonymised")
def forget_profile(*, records: Collection[int], **kwargs: object) -> None:
    """Delete what was written of these records, whoever ends them."""
    forget(records)


def forget(records: Collection[int]) -> int:
    """Delete what was written of these records, also what was changed of them and when; return how much."""
    number = 0
    for model in (
        ContactPoint,
        ContactPreference,
        CustomerAddress,
        CustomerTag,
        HouseholdMember,
        ProfileChange,
    ):
        number += model._default_manager.filter(customer__in=records).delete()[0]
    return number + Employment.objects.filter(person__in=records).delete()[0]


def erase_profile(person: Person) -> int:
    """Delete the profiles of the person's records, and their addresses on the records of others."""
    records = trees.tree_ids(*person.customers) if person.customers else []
    addresses = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, value__in=person.emails)
    return forget(records) + addresses.delete()[0]


ERASERS.register(
    Eraser(
        name="profile",
        label=_("contact points, addresses, relations and tags of the record"),
        fields=(
            "profile.ContactPoint.*",
            "profile.CustomerAddress.*",
            "profile.Employment.*",
            "profile.ProfileChange.*",
        ),
        erase=erase_profile,
    )
)
UNRELATED.register(Unrelated(name="tags", fields=("profile.Tag.*",)))
KEPT.register(
    Kept(
        name="households",
        fields=("profile.Household.*",),
        reason=_("A household belongs to all of its members; who is forgotten is taken off it."),
    )
)
