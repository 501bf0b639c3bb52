"""Letting go of orders that were written offline for somebody who is forgotten."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from crm_core.offline.models import OfflineOrder
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, Eraser


@receiver(customer_anonymised, dispatch_uid="offline.customer_anonymised")
def forget_orders(*, records: Collection[int], **kwargs: object) -> None:
    """Delete what was written for these records, whoever ends them."""
    OfflineOrder.objects.filter(customer__in=list(records)).delete()


def erase_offline(person: Person) -> int:
    """Delete what was written for the person; return how many."""
    records = trees.tree_ids(*person.customers) if person.customers else set()
    return OfflineOrder.objects.filter(customer__in=records).delete()[0]


ERASERS.register(
    Eraser(
        name="offline orders",
        label=_("orders that colleagues wrote without a network"),
        fields=("offline.OfflineOrder.*",),
        erase=erase_offline,
    )
)
