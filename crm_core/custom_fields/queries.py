"""Reading custom fields and their values, and asking for customers by them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet

from crm_core.custom_fields.kinds import COLUMNS, Kind, Value, folded, value_of
from crm_core.custom_fields.models import CustomField, CustomFieldValue, FieldChoice
from crm_core.customers.models import Customer

#: What may be asked of a kind. Each is answered from an index (field, column, customer), "contains" from
#: those of trigrams (`indexes`).
OPERATORS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (Kind.TEXT, Kind.LONG_TEXT, Kind.LINK), frozenset({"is", "starts", "contains", "set", "unset"})
    ),
    **dict.fromkeys(
        (Kind.NUMBER, Kind.MONEY, Kind.DATE),
        frozenset({"is", "lt", "lte", "gt", "gte", "between", "set", "unset"}),
    ),
    Kind.YES_NO: frozenset({"is", "set", "unset"}),
    **dict.fromkeys(
        (Kind.CHOICE, Kind.MULTIPLE_CHOICE, Kind.CUSTOMER), frozenset({"is", "any", "set", "unset"})
    ),
}
#: A value to compare with, a pair of limits (either may be None) or several values.
Operand: TypeAlias = Value | tuple[object, object] | Sequence[int] | None


def fields_for(kind: str = "", *, with_archived: bool = False) -> QuerySet[CustomField]:
    """List the fields that people or companies have, in their order; of an empty kind all."""
    fields = CustomField.objects.all() if with_archived else CustomField.objects.filter(archived_at=None)
    if kind:
        fields = fields.filter(applies_to__in=[CustomField.AppliesTo.ALL, kind])
    return fields.order_by("position", "pk")


def values_of(customers: Collection[int], fields: Collection[CustomField]) -> dict[int, dict[int, Value]]:
    """Return the values of customers by customer and field, in one query."""
    by_pk = {field.pk: field for field in fields}
    rows: dict[tuple[int, int], list[CustomFieldValue]] = defaultdict(list)
    found = CustomFieldValue.objects.filter(customer__in=customers, field__in=by_pk)
    for row in found.order_by("choice__position", "pk"):
        rows[row.customer_id, row.field_id].append(row)
    told: dict[int, dict[int, Value]] = defaultdict(dict)
    for (customer, field), held in rows.items():
        value = value_of(by_pk[field], held)
        if value is not None:
            told[customer][field] = value
    return told


def labels_of(
    fields: Collection[CustomField], values: Iterable[Mapping[int, Value]]
) -> dict[int, dict[int, str]]:
    """Return for each field the labels of the choices, or the names of the customers, that values name."""
    labels: dict[int, dict[int, str]] = {field.pk: {} for field in fields}
    for choice in FieldChoice.objects.filter(field__in=[f for f in fields if COLUMNS[f.kind] == "choice"]):
        labels[choice.field_id][choice.pk] = choice.label
    references = {field.pk for field in fields if field.kind == Kind.CUSTOMER}
    named = {
        value for each in values for pk in references & each.keys() if isinstance(value := each[pk], int)
    }
    if named:
        people = {pk: str(customer) for pk, customer in Customer.records.in_bulk(list(named)).items()}
        labels |= dict.fromkeys(references, people)
    return labels


def filter_by(field: CustomField, operator: str, value: Operand = None) -> Q:
    """Return the condition on `Customer` that a field's value fulfils; lists, segments and counts use it.

    `operator` is one of `OPERATORS` of the field's kind: "is", "any" (of several choices or customers),
    "starts" and "contains" (a text, without case), "lt", "lte", "gt", "gte", "between" (a pair of limits,
    included; None is open), "set", "unset". The value is typed: Decimal, date, bool, text, the number of a
    choice or customer. Raises ValueError for an operator that the kind does not know and a value of another
    type.
    """
    if operator not in OPERATORS[field.kind]:
        raise ValueError(f"A field of kind {field.kind} cannot be asked for {operator!r}.")
    rows = CustomFieldValue.objects.filter(customer=OuterRef("pk"), field=field.pk)
    if operator == "unset":
        return Q(~Exists(rows))
    if operator == "set":
        return Q(Exists(rows))
    return Q(Exists(rows.filter(_condition(field, operator, value))))


def _condition(field: CustomField, operator: str, value: Operand) -> Q:
    column = COLUMNS[field.kind]
    if column == "text":
        _of_type(value, str)
        return _text_condition(operator, str(value))
    if operator == "between":
        if not isinstance(value, tuple) or len(value) != 2:  # noqa: PLR2004 - two limits
            raise ValueError("Between takes a pair of limits.")
        low, high = value
        limits = {"gte": low, "lte": high}
        return Q(
            **{
                f"{column}__{name}": _typed(column, limit)
                for name, limit in limits.items()
                if limit is not None
            }
        )
    if operator == "any":
        if isinstance(value, str) or not isinstance(value, Collection):
            raise ValueError("Any takes several values.")
        return Q(**{f"{column}__in": [_typed(column, each) for each in value]})
    lookup = "" if operator == "is" else f"__{operator}"
    return Q(**{f"{column}{lookup}": _typed(column, value)})


def _text_condition(operator: str, text: str) -> Q:
    if operator == "starts":
        return Q(folded__startswith=folded(text))
    if operator == "contains":
        # Accents do not count in the beginning of a text, which is all that is kept folded.
        return Q(folded__contains=folded(text)) | Q(text__icontains=text)
    return Q(folded=folded(text), text=text)


_TYPES: dict[str, tuple[type, ...]] = {
    "number": (Decimal, int),
    "day": (dt.date,),
    "flag": (bool,),
    "choice": (int,),
    "reference": (int,),
}


def _typed(column: str, value: object) -> object:
    _of_type(value, *_TYPES[column])
    if isinstance(value, bool) and column != "flag":
        raise ValueError("Yes or no is no number.")
    return value


def _of_type(value: object, *types: type) -> None:
    if not isinstance(value, types):
        raise ValueError(f"{value!r} is not of the field's type.")  # noqa: TRY004 - one error for the caller
