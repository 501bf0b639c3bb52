"""The rules of the customers' own tables."""

from collections.abc import Sequence

from django.db.models import Model

from crm_core.customers.merging.rules import (
    MERGE_RULES,
    MERGING,
    MOVE,
    RECOUNT,
    STAY,
    Action,
    Identifier,
    MergeRule,
)
from crm_core.customers.models import (
    Customer,
    CustomerIdentifier,
    CustomerMerge,
    CustomerOrder,
    CustomerWords,
    DistinctPair,
    IdentityConflict,
    IdentityProfile,
    MatchCandidate,
    MatchKey,
    RowHome,
)
from crm_core.customers.services import identifiers_of_order
from shop.order.models import Order


def keys_of_orders(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return the identifiers in the orders themselves; `pks` are of `Order`."""
    orders = Order.objects.filter(pk__in=pks).select_related("shipping_address", "billing_address", "user")
    return {order.pk: identifiers_of_order(order) for order in orders}


def keys_of_customers_orders(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return the identifiers in the orders of these `CustomerOrder`."""
    orders = dict(CustomerOrder.objects.filter(pk__in=pks).values_list("pk", "order"))
    keys = keys_of_orders(list(orders.values()))
    return {pk: keys[order] for pk, order in orders.items() if order in keys}


def _register(model: type[Model], action: Action, *fields: str) -> None:
    for field in fields:
        MERGE_RULES.register(MergeRule(model=model, field=field, action=action))


MERGE_RULES.register(
    MergeRule(model=CustomerOrder, field="customer", action=MOVE, came_by=keys_of_customers_orders)
)
MERGE_RULES.register(
    MergeRule(
        model=IdentityConflict,
        field="customer",
        action=MOVE,
        one_per=("identifier",),
    )
)
_register(Customer, MERGING, "merged_into")
_register(CustomerIdentifier, MERGING, "customer", "home")
_register(CustomerMerge, MERGING, "survivor", "merged")
_register(RowHome, MERGING, "home")
_register(DistinctPair, STAY, "first", "second")
_register(IdentityProfile, RECOUNT, "customer")
_register(MatchKey, RECOUNT, "customer")
_register(CustomerWords, RECOUNT, "customer")
_register(MatchCandidate, RECOUNT, "first", "second")
