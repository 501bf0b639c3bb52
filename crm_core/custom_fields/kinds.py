"""What each kind of field holds: its column, how it is read from text, written and shown."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from crm_core.custom_fields.models import FOLDED_LENGTH, CustomField, CustomFieldValue, FieldChoice
from crm_core.customers.matching.folding import fold
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from crm_core.profile.values import is_web_address
from shop.configuration.queries import shop_currency
from shop.contact_data import visible_line
from shop.formats import format_money
from shop.imports import values
from shop.imports.dates import DateStyle
from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle, check_sign
from shop.money import minor_unit

Kind = CustomField.Kind
#: A value: text, number, date, yes or no, a choice's or customer's number, several choices' numbers.
Value: TypeAlias = str | Decimal | dt.date | bool | int | tuple[int, ...]

#: The column of `CustomFieldValue` that holds the values of a kind.
COLUMNS: dict[str, str] = {
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "text",
    Kind.LINK: "text",
    Kind.NUMBER: "number",
    Kind.MONEY: "number",
    Kind.DATE: "day",
    Kind.YES_NO: "flag",
    Kind.CHOICE: "choice",
    Kind.MULTIPLE_CHOICE: "choice",
    Kind.CUSTOMER: "reference",
}
LONGEST_TEXT, LONGEST_LINE = 20_000, 500
LARGEST = Decimal(99999999999999)
PLACES = 6
MOST_CHOSEN = 100


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What helps to read values of a file: how it writes numbers and dates, and the fields' choices."""

    style: NumberStyle
    choices: dict[int, list[FieldChoice]]
    dates: DateStyle


def reading_for(
    fields: Sequence[CustomField], style: NumberStyle | None = None, dates: DateStyle | None = None
) -> Reading:
    """Read the choices of fields in one query."""
    found: dict[int, list[FieldChoice]] = {field.pk: [] for field in fields}
    for choice in FieldChoice.objects.filter(field__in=fields).order_by("position", "pk"):
        found[choice.field_id].append(choice)
    return Reading(style=style or NumberStyle(), choices=found, dates=dates or DateStyle())


def parsed(  # noqa: PLR0911 - one for each kind
    field: CustomField, raw: object, reading: Reading, *, column: str = ""
) -> Value | None:
    """Read a value of a file or of another kind's text; None for an empty one. Raises BadValueError."""
    column = column or field.label
    raw = values.usable(raw, column)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if field.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.LINK}:
        return _text(field, raw, column)
    if field.kind in {Kind.NUMBER, Kind.MONEY}:
        return _number(field, raw, column, reading)
    if field.kind == Kind.DATE:
        return reading.dates.read(raw, column)
    if field.kind == Kind.YES_NO:
        return _yes_or_no(raw, column)
    if field.kind == Kind.CUSTOMER:
        return _customer(str(raw), column)
    return _choices(field, str(raw), column, reading)


def _text(field: CustomField, raw: object, column: str) -> str:
    if field.kind == Kind.LONG_TEXT:
        return _long_text(raw, column)
    line = visible_line(values.text(raw, column, longest=LONGEST_LINE))
    if field.kind == Kind.LINK and not is_web_address(line):
        raise BadValueError(column, _("“%(value)s” is no web address (https://…)") % {"value": line[:80]})
    return line


def _long_text(raw: object, column: str) -> str:
    """Keep the lines, without what no database keeps."""
    lines = [
        values.text(line, column) for line in str(raw).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    text = "\n".join(lines).strip()
    if len(text) > LONGEST_TEXT:
        raise BadValueError(column, _("is longer than %(most)s characters") % {"most": LONGEST_TEXT})
    return text


def _number(field: CustomField, raw: object, column: str, reading: Reading) -> Decimal:
    if field.kind == Kind.MONEY:
        check_sign(raw, column, currency=shop_currency())
    number = values.decimal(reading.style.read(raw, column), column)
    return checked_number(field, number, column)


def checked_number(field: CustomField, number: Decimal, column: str) -> Decimal:
    """Return a number that the column holds exactly. Raises BadValueError."""
    if abs(number) > LARGEST:
        raise BadValueError(column, _("%(value)s is too large") % {"value": number})
    places = PLACES if field.kind == Kind.NUMBER else -int(minor_unit(shop_currency()).as_tuple().exponent)
    if number != round(number, places):
        raise BadValueError(
            column, _("%(value)s has more than %(places)d decimals") % {"value": number, "places": places}
        )
    return number


def _yes_or_no(raw: object, column: str) -> bool:
    words = {"ja": True, "nein": False, "是": True, "否": False, "✓": True, "x": True, "-": False}
    text = str(raw).strip().casefold()
    return words[text] if text in words else values.boolean(raw, column)


def _choices(field: CustomField, raw: str, column: str, reading: Reading) -> int | tuple[int, ...]:
    by_word: dict[str, int] = {}
    for choice in reading.choices.get(field.pk, []):
        for name in ("label_en", "label_zh_hans", "label_zh_hant"):
            if word := fold(getattr(choice, name, None) or ""):
                by_word.setdefault(word, choice.pk)
    parts = [raw] if field.kind == Kind.CHOICE else values.split_list(raw, ";")
    missing = [part for part in parts if fold(part).strip() not in by_word]
    if missing:
        raise BadValueError(column, _("“%(value)s” is none of the choices") % {"value": missing[0][:80]})
    found = tuple(dict.fromkeys(by_word[fold(part).strip()] for part in parts))
    return found if field.kind == Kind.MULTIPLE_CHOICE else found[0]


def _customer(raw: str, column: str) -> int:
    """Read a customer's number, as exports write it."""
    text = raw.strip().lstrip("#").split(" ")[0]
    record = Customer.records.filter(pk=text).first() if text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004
    if record is None:
        raise BadValueError(column, _("there is no customer “%(value)s”") % {"value": raw[:80]})
    return survivor_of(record).pk


def spelled(field: CustomField, value: Value, labels: dict[int, str]) -> str:
    """Write a value so that `parsed` reads it; `labels` are those of choices and customers by number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return values.join_list([labels[pk] for pk in value if pk in labels])
    if isinstance(value, int):
        return str(value) if field.kind == Kind.CUSTOMER else labels.get(value, "")
    return value


def shown(  # noqa: PLR0911 - one for each type
    field: CustomField, value: Value, labels: dict[int, str]
) -> str:
    """Write a value for a reader."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        if field.kind == Kind.MONEY:
            return format_money(value, shop_currency())
        number = number_format(value.normalize() if value else Decimal(0), use_l10n=True)
        return f"{number} {field.unit}".strip()
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, tuple):
        return ", ".join(labels[pk] for pk in value if pk in labels)
    if isinstance(value, int):
        return labels.get(value, f"#{value}")
    return value


def rows_of(field: CustomField, value: Value, customer_id: int) -> list[CustomFieldValue]:
    """Return the rows that hold a value, not saved yet."""
    base = {"customer_id": customer_id, "field": field}
    if isinstance(value, tuple):
        return [CustomFieldValue(choice_id=pk, **base) for pk in value]
    if isinstance(value, str):
        return [CustomFieldValue(text=value, folded=folded(value), **base)]
    column = COLUMNS[field.kind]
    name = f"{column}_id" if column in {"choice", "reference"} else column
    return [CustomFieldValue(**{name: value}, **base)]


def folded(text: str) -> str:
    """Return the beginning of a text by which it is found."""
    return fold(text)[:FOLDED_LENGTH]


def value_of(field: CustomField, rows: Sequence[CustomFieldValue]) -> Value | None:
    """Return what rows hold; None for none."""
    if not rows:
        return None
    if field.kind == Kind.MULTIPLE_CHOICE:
        return tuple(row.choice_id for row in rows if row.choice_id is not None)
    column = COLUMNS[field.kind]
    found: Value | None = getattr(rows[0], f"{column}_id" if column in {"choice", "reference"} else column)
    return found
