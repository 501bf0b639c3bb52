"""Whose an abandoned basket is when records are merged or parted: that of its account or guest's address."""

from collections.abc import Sequence

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, Identifier, MergeRule
from crm_core.customers.models import CustomerIdentifier
from shop.contact_data import normalised_email

Kind = CustomerIdentifier.Kind


def keys_of_spells(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return the account or the address that each spell's basket came with."""
    rows = AbandonedBasket.objects.filter(pk__in=pks)
    return {
        pk: [(str(Kind.USER), str(user))] if user else [(str(Kind.EMAIL), normalised_email(email or ""))]
        for pk, user, email in rows.values_list("pk", "basket__owner", "basket__contact__email")
    }


MERGE_RULES.register(MergeRule(model=AbandonedBasket, field="customer", action=MOVE, came_by=keys_of_spells))
