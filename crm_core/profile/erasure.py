"""Letting go of the profile of somebody who is forgotten."""

from collections.abc import Collection

from django.dispatch import receiver

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


@receiver(customer_anonymised, dispatch_uid="profile.customer_anonymised")
def forget_profile(*, records: Collection[int], **kwargs: object) -> None:
    """Delete what was written of these records, also what was changed of them and when."""
    for model in (
        ContactPoint,
        ContactPreference,
        CustomerAddress,
        CustomerTag,
        HouseholdMember,
        ProfileChange,
    ):
        model._default_manager.filter(customer__in=records).delete()
    Employment.objects.filter(person__in=records).delete()
