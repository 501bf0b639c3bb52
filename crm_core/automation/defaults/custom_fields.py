"""Fields of customers that staff made."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from crm_core.automation.facts import Facts, Value
from crm_core.automation.phrases import quoted
from crm_core.automation.registry import FIELD_SOURCES, Choice, Field, FieldSource, Kind
from crm_core.custom_fields.kinds import Kind as CustomKind, value_of
from crm_core.custom_fields.models import CustomField, CustomFieldValue, FieldChoice
from crm_core.custom_fields.queries import filter_by


def _custom_field(row: CustomField) -> Field | None:
    kind = _CUSTOM_KINDS.get(row.kind)
    if kind is None:
        return None

    def read(facts: Facts) -> Value:
        rows = list(CustomFieldValue.objects.filter(customer=facts.the_customer(), field=row).order_by("pk"))
        return _plain(kind, value_of(row, rows))

    return Field(
        name=f"custom.{row.code}",
        label=row.label,
        kind=kind,
        sentences=_custom_sentences(row) if kind == Kind.YES_NO else {},
        choice_words=lambda: [(key, quoted(label)) for key, label in _custom_choices(row)],
        of="customer",
        read=read,
        choices=lambda: _custom_choices(row),
        sql=(lambda operator, operand, _at: _custom_sql(row, operator, operand))
        if kind in {Kind.CHOICE, Kind.YES_NO}
        else None,
        hidden_as=row.name,
        order=200,
    )


def _custom_sentences(row: CustomField) -> dict[str, str]:
    words = {"field": str(row.label).replace("%", "%%")}
    return {
        "yes": _("“%(field)s” is ticked for the customer") % words,
        "no": _("“%(field)s” is not ticked for the customer") % words,
    }


def _plain(kind: Kind, value: object) -> Value:
    """Return a custom field's value as conditions compare it."""
    if value is None:
        return None
    if kind == Kind.TAGS:
        return frozenset(map(str, value)) if isinstance(value, tuple) else frozenset({str(value)})
    if kind == Kind.CHOICE:
        return str(value)
    return value  # type: ignore[return-value]


def _custom_choices(row: CustomField) -> list[Choice]:
    choices = FieldChoice.objects.filter(field=row, is_archived=False).order_by("position", "pk")
    return [(str(choice.pk), choice.label) for choice in choices]


def _custom_sql(row: CustomField, operator: str, operand: object) -> tuple[Q, Q]:
    is_known = filter_by(row, "set")
    if operator in {"yes", "no"}:
        return filter_by(row, "is", operator == "yes"), is_known
    keys = operand if isinstance(operand, frozenset) else frozenset()
    found = filter_by(row, "any", [int(key) for key in keys if str(key).isdecimal()])
    return (~found if operator == "none_of" else found), is_known


_CUSTOM_KINDS: dict[str, Kind] = {
    CustomKind.TEXT: Kind.TEXT,
    CustomKind.LONG_TEXT: Kind.TEXT,
    CustomKind.LINK: Kind.TEXT,
    CustomKind.NUMBER: Kind.NUMBER,
    CustomKind.MONEY: Kind.MONEY,
    CustomKind.DATE: Kind.DATE,
    CustomKind.YES_NO: Kind.YES_NO,
    CustomKind.CHOICE: Kind.CHOICE,
    CustomKind.MULTIPLE_CHOICE: Kind.TAGS,
}


def _custom_fields() -> Iterable[Field]:
    rows = CustomField.objects.filter(archived_at=None, kind__in=_CUSTOM_KINDS).order_by("position", "pk")
    return [field for row in rows if (field := _custom_field(row)) is not None]


FIELD_SOURCES.register(FieldSource(name="custom", fields=_custom_fields))
