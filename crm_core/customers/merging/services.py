"""Merging two customers and undoing it, each in one transaction.

Everything happens under the lock of the record that stands for the customer; several are locked in the
order of their numbers. Facts that arrive meanwhile ask for the same lock (`services.identify`), so that none
is left behind on a merged record.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.customers.events import CustomersMerged, CustomersUnmerged
from crm_core.customers.merging import homes, placing
from crm_core.customers.merging.rules import MERGE_RULES, moving_rules
from crm_core.customers.models import Customer, CustomerMerge, DistinctPair, MatchCandidate
from crm_core.customers.records import survivors, trees
from crm_core.customers.records.trees import MergeRefusedError
from crm_core.customers.services import refresh_figures
from crm_core.customers.signals import facts_changed
from shop.events.services import publish
from shop.json_types import JsonObject
from shop.user.models import User


@transaction.atomic
def merge_customers(
    survivor: Customer,
    merged: Customer,
    *,
    by: User | None,
    choices: Mapping[str, str] | None = None,
    despite_refusal: bool = False,
    evidence: list[JsonObject] | None = None,
) -> CustomerMerge:
    """Let `merged` go into `survivor`; asked again for the same two it returns the merge there is.

    `choices` says per field (its attname; rows: `placing`) whose value survives, "survivor" or "merged"; of
    the others the survivor's stays where it has one. `by` is empty where scores alone decide (`evidence`).
    Where somebody said that the two, or any records in them, are different, it needs `despite_refusal`, which
    takes that back. Raises MergeRefusedError, whose message is for staff, and nothing is changed then.
    Effects in order: homes, rows, identifiers, merge, what is shown, figures, candidates, CustomersMerged.
    """
    if survivor.pk == merged.pk:
        raise MergeRefusedError(_("A customer cannot be merged with itself."))
    held: dict[int, Customer] = {}
    for pk in sorted((survivor.pk, merged.pk)):
        record = trees.locked(pk)
        if record is None:
            raise MergeRefusedError(_("One of the two customers no longer exists."))
        if pk == merged.pk and record.merged_into_id == survivor.pk:
            return CustomerMerge.objects.get(merged=merged, undone_at=None)
        if record.merged_into_id is not None:  # guard: merge-of-merged
            raise MergeRefusedError(
                _("One of the two has been merged with another customer in the meantime.")
            )
        held[pk] = record
    survivor, merged = held[survivor.pk], held[merged.pk]
    known = _checked_choices(choices or {})
    ours, theirs = trees.tree_ids(survivor.pk), trees.tree_ids(merged.pk)
    _respect_refusals(ours, theirs, despite_refusal=despite_refusal)
    for record, tree in ((survivor, ours), (merged, theirs)):
        survivors.settle(record)
        homes.settle_rows(record, tree)
    moved = {
        rule.name: homes.move_rows(rule, rule.rows.filter(**{rule.field: merged}), to=survivor)
        for rule in moving_rules()
    }
    moved["identifiers"] = homes.move_keys(survivor, merged)
    merged.merged_into = survivor
    merged.save(update_fields=["merged_into"])
    merge = CustomerMerge.objects.create(
        survivor=survivor, merged=merged, by=by, choices=known, moved=moved, evidence=evidence or []
    )
    survivors.show(survivor)
    for rule in placing.chosen_rules():
        placing.place_rows(rule, survivor.pk)
    for rule in MERGE_RULES:
        if rule.after is not None:
            rule.after(survivor, merged)
    refresh_figures(survivor)
    _forget_candidates(survivor, merged)
    facts_changed.send(sender=Customer, customers=[survivor.pk])
    publish(CustomersMerged(customer_id=survivor.pk, merged_id=merged.pk, merge_id=merge.pk))
    return merge


@transaction.atomic
def unmerge_customers(merge: CustomerMerge, *, by: User | None) -> CustomerMerge:
    """Make the merged record a customer again; both are as they were, with what came since.

    New rows belong to the record whose identifier they came with, otherwise to the survivor; values that were
    changed since stay with the survivor. What other merges brought stays where it is, whatever the order in
    which they are undone. The two are different from now on. Asked again it changes nothing.
    Effects in order: rows, identifiers, the merge, what is shown, figures, refusal, candidates,
    CustomersUnmerged.
    """
    root, merge, merged = _held_for_undoing(merge)
    if merge.undone_at is not None:
        return merge
    survivors.settle(root)
    homes.settle_rows(root, trees.tree_ids(root.pk))
    tree = trees.tree_ids(merged.pk)
    for rule in moving_rules():
        if not rule.chosen_as:
            homes.move_rows(rule, homes.rows_at_home(rule, root, tree), to=merged)
    homes.give_back_keys(root, merged, tree)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    Customer.records.filter(pk=merged.pk).update(merged_into=None)
    for rule in placing.chosen_rules():
        placing.place_rows(rule, root.pk, merged.pk)
    _show_again(Customer.records.get(pk=merge.survivor_id))
    for record in (Customer.records.get(pk=root.pk), Customer.records.get(pk=merged.pk)):
        if record.merged_state is None:
            homes.forget_homes(record)
        refresh_figures(record)
        _forget_candidates(record)
    mark_distinct(merge.survivor_id, merged.pk, by=by)
    facts_changed.send(sender=Customer, customers=[root.pk, merged.pk])
    publish(CustomersUnmerged(customer_id=root.pk, restored_id=merged.pk, merge_id=merge.pk))
    return merge


@transaction.atomic
def mark_distinct(one: int, other: int, *, by: User | None) -> DistinctPair:
    """Say for good that two records are different; they come up no more, nor does what they go into."""
    first, second = sorted((one, other))
    pair, _is_new = DistinctPair.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by})
    MatchCandidate.objects.filter(first=first, second=second).delete()
    return pair


def refusals_between(ours: list[int], theirs: list[int]) -> QuerySet[DistinctPair]:
    """List who said that any of these is different from any of those."""
    return DistinctPair.objects.filter(
        Q(first__in=ours, second__in=theirs) | Q(first__in=theirs, second__in=ours)
    )


def _respect_refusals(ours: list[int], theirs: list[int], *, despite_refusal: bool) -> None:
    refusals = refusals_between(ours, theirs)
    if despite_refusal:
        refusals.delete()
    elif refusals.exists():  # guard: merge-refused
        raise MergeRefusedError(_("These two were marked as different customers."))


def _checked_choices(choices: Mapping[str, str]) -> dict[str, str]:
    """Return the choices; ValueError for a field or a side that there is not."""
    names = {field.attname for field in survivors.chosen_fields()}
    wrong = [
        name
        for name, side in choices.items()
        if not (name in names or placing.is_choice(name)) or side not in _SIDES
    ]
    if wrong:
        raise ValueError(f"No field of a customer can be chosen so: {', '.join(sorted(wrong))}")
    return dict(choices)


_SIDES = frozenset({survivors.SURVIVOR, survivors.MERGED})


def _held_for_undoing(merge: CustomerMerge) -> tuple[Customer, CustomerMerge, Customer]:
    """Lock who stands for the merged record now, and read the merge and the record under that lock."""
    root = trees.locked_survivor(merge.merged_id)
    merge = CustomerMerge.objects.get(pk=merge.pk)
    return root, merge, Customer.records.get(pk=merge.merged_id)


def _show_again(record: Customer) -> None:
    """Show a survivor without what has gone, and every record above it."""
    survivors.show(record)
    while record.merged_into_id is not None:
        record = Customer.records.get(pk=record.merged_into_id)
        survivors.show(record)


def _forget_candidates(*records: Customer) -> None:
    """Take back what scores said of records that are others now; they are compared anew."""
    MatchCandidate.objects.filter(Q(first__in=records) | Q(second__in=records)).delete()
