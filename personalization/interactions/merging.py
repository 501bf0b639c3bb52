"""Behaviour goes with the customer when two are merged, and with its account when that is undone."""

from collections.abc import Sequence

from crm_core.customers.merging.default_rules import keys_of_orders
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, Identifier, MergeRule
from crm_core.customers.models import CustomerIdentifier
from personalization.interactions.models import Interaction, Visitor


def _account(user_id: int | None) -> list[Identifier]:
    return [(str(CustomerIdentifier.Kind.USER), str(user_id))] if user_id else []


def keys_of_visitors(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return the account of each visitor."""
    found = Visitor.objects.filter(pk__in=pks).values_list("pk", "user")
    return {pk: _account(user) for pk, user in found}


def keys_of_interactions(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return the account of each interaction, and of a purchase the identifiers in its order."""
    rows = Interaction.objects.filter(pk__in=pks).values_list("pk", "user", "order_line__order")
    found = list(rows)
    orders = keys_of_orders([order for _pk, _user, order in found if order])
    return {pk: _account(user) or orders.get(order, []) for pk, user, order in found}


MERGE_RULES.register(MergeRule(model=Visitor, field="customer", action=MOVE, came_by=keys_of_visitors))
MERGE_RULES.register(
    MergeRule(model=Interaction, field="customer", action=MOVE, came_by=keys_of_interactions)
)
