"""Where rows hang of which a customer has one for each field, and staff choose whose is shown.

Every row has a home (`homes`). What a survivor shows is computed from homes and choices alone, in the order
of the merges, as `survivors.show` does with the record's fields; the rows shown hang on it. A row that is
not shown hangs on its home; the survivor's own on the record whose value is shown in its stead, where nobody
sees it. So whatever is undone, in whatever order, each record has its own rows again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from crm_core.customers.merging.homes import settle_rows
from crm_core.customers.merging.rules import MERGE_RULES, MergeRule
from crm_core.customers.models import Customer, CustomerMerge, RowHome
from crm_core.customers.records import trees
from crm_core.customers.records.survivors import MERGED, SURVIVOR

Merges = Mapping[int, list[CustomerMerge]]


def chosen_rules() -> list[MergeRule]:
    """List the rules whose rows staff choose one by one."""
    return [rule for rule in MERGE_RULES if rule.chosen_as]


def is_choice(name: str) -> bool:
    """Say whether a choice is of a row by its name."""
    prefix, _colon, value = name.partition(":")
    return value.isdecimal() and any(rule.chosen_as == prefix for rule in chosen_rules())


def place_rows(rule: MergeRule, *roots: int) -> None:
    """Have the rows of current customers, and of all merged into them, hang where homes and choices say.

    Rows that change places are taken out and put in again under their numbers: two that swap places would
    be one too many in between.
    """
    targets: dict[int, int] = {}
    for root in roots:
        targets |= _targets(rule, root)
    held = {row.pk: row for row in rule.rows.filter(pk__in=targets)}
    wrong: list[Any] = [row for pk, row in held.items() if _owner(rule, row) != targets[pk]]
    if not wrong:
        return
    rows = rule.rows.filter(pk__in=[row.pk for row in wrong])
    rows._raw_delete(rows.db)  # the same rows come back at once
    for row in wrong:
        setattr(row, f"{rule.field}_id", targets[row.pk])
    rule.rows.bulk_create(wrong)


def drop_own(rule: MergeRule, survivor: Customer, values: Collection[int]) -> None:
    """Make room for new values on a survivor: its own go, those of merged records go home, hidden.

    A change beats every choice, as with the fields of the record; `values` are of `one_per`. The caller holds
    the survivor's lock. Effects in order: homes, rows, choices.
    """
    tree = trees.tree_ids(survivor.pk)
    if len(tree) > 1:
        settle_rows(survivor, tree)
        own = RowHome.objects.filter(rule=rule.name, home=survivor).values("row")
        rule.rows.filter(pk__in=own, **_named(rule, values)).delete()
        names = [f"{rule.chosen_as}:{value}" for value in values]
        for merge in CustomerMerge.objects.filter(survivor=survivor, undone_at=None):
            merge.choices |= dict.fromkeys(names, SURVIVOR)
            merge.save(update_fields=["choices"])
        place_rows(rule, survivor.pk)
    rule.rows.filter(**{rule.field: survivor}, **_named(rule, values)).delete()


def hand_on_homes(rule: MergeRule, old: Mapping[int, int], new: Mapping[int, int]) -> None:
    """Have rows that replace others, each on the same record, belong where these belonged.

    `old` and `new` are the records on which rows hang, by their numbers, all of one value of `one_per`.
    """
    known = RowHome.objects.filter(rule=rule.name, row__in=old)
    homes = {old[row]: home for row, home in known.values_list("row", "home")}
    known.delete()
    RowHome.objects.bulk_create(
        [RowHome(rule=rule.name, row=pk, home_id=homes[on]) for pk, on in new.items() if on in homes]
    )


def _named(rule: MergeRule, values: Collection[int]) -> dict[str, Collection[int]]:
    return {f"{_key(rule)}__in": values}


def _key(rule: MergeRule) -> str:
    if rule.one_per is None or len(rule.one_per) != 1:
        raise ValueError(f"{rule.name} is chosen by one field.")
    return rule.one_per[0]


def _owner(rule: MergeRule, row: object) -> int:
    owner: int = getattr(row, f"{rule.field}_id")
    return owner


def _targets(rule: MergeRule, root: int) -> dict[int, int]:
    """Return for every row at home in a tree the record on which it is to hang."""
    tree = trees.tree_ids(root)
    homes = dict(RowHome.objects.filter(rule=rule.name, home__in=tree).values_list("row", "home"))
    ours = rule.rows.filter(pk__in=homes).values_list("pk", _key(rule))
    keys = dict(ours)
    own: dict[int, set[int]] = defaultdict(set)
    for pk, key in keys.items():
        own[homes[pk]].add(key)
    merges: dict[int, list[CustomerMerge]] = defaultdict(list)
    for merge in CustomerMerge.objects.filter(survivor__in=tree, undone_at=None).order_by("pk"):
        merges[merge.survivor_id].append(merge)
    shown = _shown(rule, root, own, merges)
    targets = {}
    for pk, key in keys.items():
        home, winner = homes[pk], shown.get(key, root)
        targets[pk] = root if winner == home else winner if home == root else home
    return targets


def _shown(rule: MergeRule, record: int, own: Mapping[int, Iterable[int]], merges: Merges) -> dict[int, int]:
    """Return for each key whose rows a record shows."""
    shown = dict.fromkeys(own.get(record, ()), record)
    for merge in merges.get(record, ()):
        for key, home in _shown(rule, merge.merged_id, own, merges).items():
            choice = merge.choices.get(f"{rule.chosen_as}:{key}")
            if choice == MERGED or (choice is None and key not in shown):
                shown[key] = home
    return shown
