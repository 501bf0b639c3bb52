"""To which record each row of a survivor belongs, and putting rows there.

Before two records become one, every row of both is given its home (`RowHome`). What has none afterwards is
new: it belongs to the record whose identifier it came with, otherwise to the survivor it came to. So a merge
changes who has a row, and never to whom it belongs.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from crm_core.customers.merging.rules import Identifier, MergeRule, moving_rules
from crm_core.customers.models import Customer, CustomerIdentifier, RowHome
from crm_core.customers.records import trees

BATCH = 1000


def settle_rows(root: Customer, tree: Collection[int]) -> None:
    """Give every row of a current customer its home; `tree` is it and all that was merged into it."""
    homes = _homes_of_keys(root)
    for rule in moving_rules():
        for rows in _batches(_homeless(rule, root, tree).values_list("pk", flat=True)):
            found = homes_of_rows(rule, rows, root, homes, tree)
            RowHome.objects.bulk_create(
                [RowHome(rule=rule.name, row=row, home_id=home) for row, home in found.items()],
                update_conflicts=True,
                unique_fields=["rule", "row"],
                update_fields=["home"],
            )


def homes_of_rows(
    rule: MergeRule, rows: list[int], root: Customer, homes: Mapping[Identifier, int], tree: Collection[int]
) -> dict[int, int]:
    """Return to which record rows belong that came to `root` and have no home yet."""
    if rule.came_by is None or len(tree) == 1:
        return dict.fromkeys(rows, root.pk)
    keys = rule.came_by(rows)
    return {row: next((homes[key] for key in keys.get(row, ()) if key in homes), root.pk) for row in rows}


def move_rows(rule: MergeRule, rows: QuerySet[Model], *, to: Customer) -> int:
    """Have rows hang on another record, save those of which it has one already; return how many moved."""
    if rule.one_per is not None:
        same = {name: OuterRef(name) for name in rule.one_per}
        rows = rows.filter(~Exists(rule.rows.filter(**{rule.field: to}, **same)))
    moved = 0
    for batch in _batches(rows.order_by("pk").values_list("pk", flat=True)):
        moved += rule.rows.filter(pk__in=batch).update(**{rule.field: to})
    return moved


def rows_at_home(rule: MergeRule, root: Customer, homes: Collection[int]) -> QuerySet[Model]:
    """List the rows that hang on `root` and belong to one of these records."""
    ours = RowHome.objects.filter(rule=rule.name, home__in=homes)
    return rule.rows.filter(**{rule.field: root}, pk__in=ours.values("row"))


def move_keys(root: Customer, merged: Customer) -> int:
    """Have the merged record's identifiers lead to the survivor; they remember where they belong."""
    keys = CustomerIdentifier.objects.filter(customer=merged)
    keys.filter(home=None).update(home=merged)
    return keys.update(customer=root)


def give_back_keys(root: Customer, merged: Customer, tree: Collection[int]) -> None:
    """Have identifiers lead to their own record again, and those of what was merged into it as well."""
    CustomerIdentifier.objects.filter(customer=root, home__in=tree).update(customer=merged)
    CustomerIdentifier.objects.filter(customer=merged, home=merged).update(home=None)


def forget_homes(root: Customer) -> None:
    """A record into which nothing is merged needs no homes: what it has is its own."""
    RowHome.objects.filter(home=root).delete()


def gather(merged_id: int) -> int:
    """Have rows that were written to a merged record while it was merged follow it; return how many.

    Writers that hold the customer (`services.identify`) leave none; others may have read it before.
    """
    record = Customer.records.get(pk=merged_id)
    if record.merged_into_id is None:
        return 0
    root = trees.locked_survivor(merged_id)
    if root.pk == merged_id:
        return 0
    moved = 0
    for rule in moving_rules():
        left = rule.rows.filter(**{rule.field: merged_id})
        if rule.chosen_as:  # what has a home and is there is hidden by choice
            left = left.exclude(pk__in=RowHome.objects.filter(rule=rule.name).values("row"))
            left = rule.rows.filter(pk__in=list(left.values_list("pk", flat=True)))
        for rows in _batches(left.order_by("pk").values_list("pk", flat=True)):
            RowHome.objects.bulk_create(
                [RowHome(rule=rule.name, row=row, home_id=merged_id) for row in rows], ignore_conflicts=True
            )
        moved += move_rows(rule, left, to=root)
    return moved


def _homeless(rule: MergeRule, root: Customer, tree: Collection[int]) -> QuerySet[Model]:
    """List the rows of `root` without a home in its tree; a home elsewhere is of a time before."""
    known = RowHome.objects.filter(rule=rule.name, row=OuterRef("pk"), home__in=tree)
    return rule.rows.filter(Q(**{rule.field: root}), ~Exists(known)).order_by("pk")


def _homes_of_keys(root: Customer) -> dict[Identifier, int]:
    keys = CustomerIdentifier.objects.filter(customer=root)
    found = keys.values_list("kind", "value", "home", "customer")
    return {(kind, value): home or customer for kind, value, home, customer in found}


def _batches(rows: Any) -> Iterator[list[int]]:
    pks = list(rows)  # read whole: what is written in between must not move the pages
    numbers = iter(pks)
    while batch := list(islice(numbers, BATCH)):
        yield batch
