"""A merge moves the profile along; where both have the same, the merged record's waits for an undo."""

from collections.abc import Sequence

from crm_core.customers.merging.rules import MERGE_RULES, MOVE, STAY, Identifier, MergeRule
from crm_core.profile.models import (
    ContactPoint,
    ContactPreference,
    CustomerAddress,
    CustomerTag,
    Employment,
    HouseholdMember,
    ProfileChange,
)


def keys_of_points(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return what contact points lead by: an address that came with a key belongs where the key does."""
    rows = ContactPoint.objects.filter(pk__in=pks).exclude(kind=ContactPoint.Kind.MESSENGER)
    return {pk: [(kind, value)] for pk, kind, value in rows.values_list("pk", "kind", "value")}


MERGE_RULES.register(
    MergeRule(
        model=ContactPoint,
        field="customer",
        action=MOVE,
        came_by=keys_of_points,
        one_per=("kind", "service", "value"),
    )
)
for _model, _field, _one_per in (
    (CustomerAddress, "customer", ("digest",)),
    (ContactPreference, "customer", ()),
    (CustomerTag, "customer", ("tag",)),
    (Employment, "person", ("company",)),
    (Employment, "company", ("person",)),
    (HouseholdMember, "customer", ()),
):
    MERGE_RULES.register(MergeRule(model=_model, field=_field, action=MOVE, one_per=_one_per))
# What was changed of a record is that record's story; the timeline's entries of it move.
MERGE_RULES.register(MergeRule(model=ProfileChange, field="customer", action=STAY))
