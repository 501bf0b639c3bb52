"""Writing custom fields: their values, their definitions, archiving them, changing their kind."""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.custom_fields.kinds import Kind, Reading, Value, parsed, reading_for, rows_of, shown, spelled
from crm_core.custom_fields.merging import VALUES
from crm_core.custom_fields.models import (
    CODE,
    CustomField,
    CustomFieldValue,
    CustomFieldVersion,
    FieldChoice,
)
from crm_core.custom_fields.queries import labels_of, values_of
from crm_core.customers.matching.folding import fold
from crm_core.customers.merging.placing import drop_own, hand_on_homes
from crm_core.customers.models import Customer
from crm_core.customers.records import trees
from crm_core.profile.changes import Change, record_change
from shop.imports.errors import BadValueError
from shop.slugs import slugify
from shop.user.models import User

LONGEST_CODE = 40
ATTEMPTS = 50
BATCH = 1000


@transaction.atomic
def set_values(
    customer: Customer, values: Mapping[CustomField, Value | None], *, by: User | None, via: str = ""
) -> list[Change]:
    """Write values of a customer, None empties; what stays the same is not touched. Returns what changed.

    Effects in order: rows, the change with its event.
    """
    held = trees.locked_survivor(customer.pk)
    fields = list(values)
    before = values_of([held.pk], fields).get(held.pk, {})
    after = {field.pk: value for field, value in values.items() if value not in (None, "", ())}
    changed = [field for field in fields if before.get(field.pk) != after.get(field.pk)]
    if not changed:
        return []
    drop_own(VALUES, held, [field.pk for field in changed])
    rows = [row for field in changed if field.pk in after for row in rows_of(field, after[field.pk], held.pk)]
    CustomFieldValue.objects.bulk_create(rows)
    labels = labels_of(changed, [before, after])

    def words(field: CustomField, known: Mapping[int, Value]) -> str:
        return shown(field, known[field.pk], labels[field.pk]) if field.pk in known else ""

    changes = [
        Change(field=f"custom:{field.code}", old=words(field, before), new=words(field, after))
        for field in changed
    ]
    record_change(held, changes, by=by, via=via)
    return changes


def free_code(label: str) -> str:
    """Return a code made of a label that no field has or had."""
    plain = re.sub(r"[^a-z0-9]+", "_", slugify(label).lower()).strip("_")
    base = (plain if re.match(r"[a-z]", plain) else f"field_{plain}".strip("_"))[: LONGEST_CODE - 4]
    taken = set(CustomField.objects.filter(code__startswith=base).values_list("code", flat=True))
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(code for code in numbered if code not in taken)


def new_code(field: CustomField) -> None:
    """Give a new field a code of its own, also where two are made at once."""
    for _attempt in range(ATTEMPTS):
        field.code = free_code(getattr(field, "label_en", "") or field.label)
        if not re.fullmatch(CODE, field.code):
            raise ValueError(f"{field.code!r} is no code.")
        try:
            with transaction.atomic():
                field.save()
        except IntegrityError:
            continue
        return
    raise IntegrityError("No code is free.")


@transaction.atomic
def keep_version(field: CustomField, *, by: User | None) -> CustomFieldVersion:
    """Keep what a field is now as its next version, where that differs from the last."""
    held = CustomField.objects.select_for_update().get(pk=field.pk)
    definition = _definition(held)
    last = held.versions.order_by("-number").first()
    if last is not None and last.definition == definition:
        return last
    held.version += 1
    held.save(update_fields=["version"])
    return CustomFieldVersion.objects.create(field=held, number=held.version, definition=definition, by=by)


def _definition(field: CustomField) -> dict[str, object]:
    words = [
        f"{name}_{code}"
        for name in ("label", "help_text", "section")
        for code in ("en", "zh_hans", "zh_hant")
    ]
    plain = ["kind", "applies_to", "unit", "is_required", "default", "position"]
    choices = field.choices.order_by("position", "pk")
    names = ["pk", "label_en", "label_zh_hans", "label_zh_hant", "position", "is_default", "is_archived"]
    return {
        **{name: getattr(field, name) or "" for name in words},
        **{name: getattr(field, name) for name in plain},
        "is_archived": field.archived_at is not None,
        "choices": [{name: getattr(choice, name) for name in names} for choice in choices],
    }


@transaction.atomic
def archive(field: CustomField, *, is_archived: bool, by: User | None) -> CustomField:
    """Take a field out of every screen, its values kept, or bring it back."""
    held = CustomField.objects.select_for_update().get(pk=field.pk)
    held.archived_at = (held.archived_at or timezone.now()) if is_archived else None
    held.save(update_fields=["archived_at"])
    keep_version(held, by=by)
    return held


#: Into which kinds a kind may be changed at all; each value decides whether it can be.
CONVERTIBLE: dict[str, tuple[str, ...]] = {
    Kind.TEXT: tuple(kind for kind in Kind.values if kind not in {Kind.TEXT, Kind.CUSTOMER}),
    Kind.LONG_TEXT: (Kind.TEXT, Kind.LINK),
    Kind.LINK: (Kind.TEXT, Kind.LONG_TEXT),
    Kind.NUMBER: (Kind.TEXT, Kind.MONEY),
    Kind.MONEY: (Kind.TEXT, Kind.NUMBER),
    Kind.DATE: (Kind.TEXT,),
    Kind.YES_NO: (Kind.TEXT,),
    Kind.CHOICE: (Kind.TEXT, Kind.MULTIPLE_CHOICE),
    Kind.MULTIPLE_CHOICE: (Kind.TEXT, Kind.CHOICE),
    Kind.CUSTOMER: (),
}
MOST_EXAMPLES = 20
MOST_NEW_CHOICES = 200


class ConversionRefusedError(ValueError):
    """Some values cannot be of the other kind; nothing was changed."""


class Conversion:
    """What becomes of a field's values in another kind: how many can be, and which cannot."""

    def __init__(self, field: CustomField, kind: str) -> None:
        self.field, self.kind = field, kind
        self.good = 0
        self.bad: list[tuple[int, str, str]] = []
        self.bad_count = 0
        self.new_choices: list[str] = []

    @property
    def is_possible(self) -> bool:
        """Say whether every value can be."""
        return not self.bad_count and self.kind in CONVERTIBLE[self.field.kind]


def preview_conversion(field: CustomField, kind: str) -> Conversion:
    """Try every value in another kind, and count; nothing is written."""
    return _convert(field, kind, is_dry=True)


@transaction.atomic
def convert(field: CustomField, kind: str, *, by: User | None) -> Conversion:
    """Change the kind of a field with all its values; where one cannot be, nothing is changed.

    Raises ConversionRefusedError. Choices are made of the texts there are. Effects in order: choices, rows,
    field, version.
    """
    held = CustomField.objects.select_for_update().get(pk=field.pk)
    found = _convert(held, kind, is_dry=True)
    if not found.is_possible:
        raise ConversionRefusedError(kind)
    for number, label in enumerate(found.new_choices, FieldChoice.objects.filter(field=held).count()):
        FieldChoice.objects.create(field=held, label=label, label_en=label, position=number)
    _convert(held, kind, is_dry=False)
    held.kind, held.default = kind, ""
    held.save(update_fields=["kind", "default"])
    keep_version(held, by=by)
    return found


def _convert(field: CustomField, kind: str, *, is_dry: bool) -> Conversion:
    result = Conversion(field, kind)
    target = CustomField(pk=field.pk, kind=kind, label=field.label)
    reading = reading_for([target])
    is_making = is_dry and kind in {Kind.CHOICE, Kind.MULTIPLE_CHOICE} and field.kind == Kind.TEXT
    for customers in _batches(field):
        known = values_of(customers, [field])
        labels = labels_of([field], known.values())[field.pk]
        rows: list[CustomFieldValue] = []
        for pk, by_field in known.items():
            old = by_field[field.pk]
            try:
                new = _converted(field, target, old, labels, reading, result if is_making else None)
                result.good += 1
                rows += rows_of(target, new, pk) if new is not None and not is_dry else []
            except BadValueError as error:
                result.bad_count += 1
                if len(result.bad) < MOST_EXAMPLES:
                    result.bad.append((pk, shown(field, old, labels), error.reason))
        if not is_dry:
            old_rows = CustomFieldValue.objects.filter(customer__in=customers, field=field)
            homes = dict(old_rows.values_list("pk", "customer"))
            old_rows.delete()
            for row in rows:
                row.field = field
            CustomFieldValue.objects.bulk_create(rows)
            hand_on_homes(VALUES, homes, {row.pk: row.customer_id for row in rows})
    return result


def _converted(
    field: CustomField,
    target: CustomField,
    old: Value,
    labels: dict[int, str],
    reading: Reading,
    making: Conversion | None,
) -> Value | None:
    if field.kind == Kind.CHOICE and target.kind == Kind.MULTIPLE_CHOICE and isinstance(old, int):
        return (old,)
    if field.kind == Kind.MULTIPLE_CHOICE and target.kind == Kind.CHOICE and isinstance(old, tuple):
        if len(old) > 1:
            raise BadValueError(field.label, ", ".join(labels[pk] for pk in old))
        return old[0]
    text = spelled(field, old, labels)
    if making is not None:
        if fold(text) not in {fold(word) for word in making.new_choices}:
            making.new_choices.append(text)
        if len(making.new_choices) > MOST_NEW_CHOICES:
            raise BadValueError(field.label, str(MOST_NEW_CHOICES))
        return text
    return parsed(target, text, reading)


def _batches(field: CustomField) -> Iterator[Sequence[int]]:
    """Yield the customers, merged records too, that have a value, a thousand at a time."""
    last = 0
    rows = CustomFieldValue.objects.filter(field=field).order_by("customer_id")
    while batch := list(
        rows.filter(customer__gt=last).values_list("customer_id", flat=True).distinct()[:BATCH]
    ):
        yield batch
        last = batch[-1]
