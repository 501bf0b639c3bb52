"""What a survivor shows: its own values, with those of merged records that staff chose or that it lacks.

A merged record keeps its own values in its row. A survivor's row holds what is shown, so its own values
are kept beside, in `merged_state`: {"own": ..., "shown": ...}. What is shown is computed from own values and
choices alone, in the order of the merges; so an undone merge takes away exactly what it brought. A value that
somebody changed on the survivor meanwhile differs from what was shown: it is the survivor's own from then on.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, ForeignKey

from crm_core.customers.models import Customer, CustomerMerge
from shop.json_types import JsonObject

SURVIVOR, MERGED = "survivor", "merged"
#: Counted from the customer's facts, or part of the merging itself: never chosen.
COUNTED = frozenset(
    {"orders_count", "spent", "last_order_at", "stage", "next_order_on", "merged_into", "merged_state"}
)
#: The earliest of all records is shown.
EARLIEST = ("created_at",)


def chosen_fields() -> "list[Field[Any, Any]]":
    """List the fields of which one record's value survives: all that staff may change."""
    return [field for field in Customer._meta.concrete_fields if field.editable and not field.primary_key]


def own_values(record: Customer) -> JsonObject:
    """Return the record's own values in plain JSON, whatever is shown."""
    if record.merged_state is not None:
        return dict(record.merged_state["own"])
    return _values_of(record)


def settle(survivor: Customer) -> None:
    """Take what was changed on a survivor since it was shown for its own; a change beats every choice."""
    if survivor.merged_state is None:
        return
    own, shown = survivor.merged_state["own"], survivor.merged_state["shown"]
    now = _values_of(survivor)
    changed = [field.attname for field in chosen_fields() if now[field.attname] != shown.get(field.attname)]
    if not changed:
        return
    own |= {name: now[name] for name in changed}
    survivor.merged_state = {"own": own, "shown": now}
    survivor.save(update_fields=["merged_state"])
    for merge in _merges_of(survivor):
        merge.choices |= dict.fromkeys(changed, SURVIVOR)
        merge.save(update_fields=["choices"])


def fill_own(record: Customer, facts: JsonObject) -> None:
    """Give a record what its own values lack, and show it on every record above it."""
    own = own_values(record)
    missing = {name: value for name, value in facts.items() if value and not own[name]}
    if not missing:
        return
    if record.merged_state is None:
        for name, value in missing.items():
            setattr(record, name, value)
        record.save(update_fields=[name.removesuffix("_id") for name in missing])
    else:
        settle(record)
        record.merged_state["own"] |= missing
        record.save(update_fields=["merged_state"])
        show(record)
    while record.merged_into_id is not None:
        record = Customer.records.get(pk=record.merged_into_id)
        settle(record)
        show(record)


def show(survivor: Customer) -> None:
    """Write what a survivor shows; one without merges is itself again."""
    own = own_values(survivor)
    merges = _merges_of(survivor)
    shown = dict(own)
    for merge in merges:
        theirs = _values_of(merge.merged)
        for field in chosen_fields():
            choice, name = merge.choices.get(field.attname), field.attname
            if choice == MERGED or (choice is None and shown[name] in (None, "")):
                shown[name] = theirs[name]
        for name in EARLIEST:
            shown[name] = min(shown[name], theirs[name], key=datetime.fromisoformat)
    _write(survivor, shown)
    survivor.merged_state = {"own": own, "shown": _values_of(survivor)} if merges else None
    survivor.save()


def _merges_of(survivor: Customer) -> list[CustomerMerge]:
    return list(survivor.merges.filter(undone_at=None).select_related("merged").order_by("pk"))


def _values_of(record: Customer) -> JsonObject:
    names = [field.attname for field in chosen_fields()] + list(EARLIEST)
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _write(record: Customer, values: JsonObject) -> None:
    """Put plain values on the record; one that refers to what is gone meanwhile is left empty."""
    for name, value in values.items():
        field: Any = Customer._meta.get_field(name.removesuffix("_id"))
        if isinstance(field, ForeignKey):
            is_there = field.remote_field.model._base_manager.filter(pk=value).exists() if value else False
            setattr(record, field.attname, value if is_there else None)
        else:
            setattr(record, field.attname, field.to_python(value))
