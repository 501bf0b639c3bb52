"""Giving customers to a colleague, whoever says so."""

from collections.abc import Sequence

from django.db import transaction

from crm_core.customers.events import CustomerOwnerAssigned
from crm_core.customers.models import Customer
from shop.events.services import publish_all
from shop.user.models import User


@transaction.atomic
def give_to(customers: Sequence[Customer], owner: User | None) -> int:
    """Give customers to one colleague, or to nobody; return how many had another before.

    Their rows are held, so that of two who give one away each tells what it was before. Effects: the rows,
    CustomerOwnerAssigned for each that changed.
    """
    wanted = owner.pk if owner is not None else None
    rows = Customer.objects.select_for_update().filter(pk__in=[customer.pk for customer in customers])
    before = {pk: old for pk, old in rows.order_by("pk").values_list("pk", "owner") if old != wanted}
    changed = Customer.objects.filter(pk__in=before).update(owner=owner)
    publish_all(
        CustomerOwnerAssigned(customer_id=pk, old_owner_id=old, new_owner_id=wanted)
        for pk, old in before.items()
    )
    return changed
