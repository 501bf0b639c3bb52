"""Entries of forms go with the customer when two are merged, and by their address when that is undone."""

from collections.abc import Sequence

from content.models.forms import FormEntry
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, Identifier, MergeRule
from crm_core.customers.models import CustomerIdentifier
from shop.contact_data import normalised_email


def keys_of_entries(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return the address of each sender."""
    found = FormEntry.objects.filter(pk__in=pks).values_list("pk", "email")
    return {pk: [(str(CustomerIdentifier.Kind.EMAIL), normalised_email(email))] for pk, email in found}


MERGE_RULES.register(MergeRule(model=FormEntry, field="customer", action=MOVE, came_by=keys_of_entries))
