"""Values of a row: found by path, turned into our types, refused with a reason."""

import csv
import datetime as dt
import math
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any

import nh3
from django.utils.translation import gettext as _

from shop.imports.errors import BadValueError
from shop.imports.fields import Field
from shop.imports.numbers import NumberStyle
from shop.money import as_stored, minor_unit
from shop.spreadsheets.cells import Unusable

WAREHOUSE_CODE = re.compile(r"[-a-zA-Z0-9_]{1,64}\Z")
SCIENTIFIC = re.compile(r"-?\d+(?:[.,]\d+)?[eE]\+\d+\Z")
MOST_EXACT = 10**15
LARGEST_INTEGER = 2_147_483_647
# No column of ours keeps as many, and 1e999999 times anything is an error of its own.
MOST_PLACES = 300
LARGEST_PRICE = Decimal("9999999999.99")
YES, NO = {"true", "yes", "y", "1", "on"}, {"false", "no", "n", "0", "off"}
TAGS = {"p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "h3", "h4", "blockquote", "a", "sub", "sup"}
TAGS |= {"hr", "dl", "dt", "dd", "span", "div", "table", "thead", "tbody", "tr", "th", "td"}


def look_up(row: object, path: str) -> object:
    """Return what stands at a dotted path; None when nothing does. A heading with dots wins."""
    if isinstance(row, dict) and path in row:
        return row[path]
    for step in path.split("."):
        if not isinstance(row, dict):
            return None
        row = row.get(step)
    return row


def value_of(row: dict[str, object], field: Field, style: NumberStyle | None = None) -> Any:
    """Return a field's value in a row: None when it is missing, empty, or its template has a gap.

    `style` says how numbers of the file are written; it is asked where the field scales one.
    """
    value = usable(_filled(row, field) if field.template else look_up(row, field.path), field.column)
    if isinstance(value, str):
        value = _storable(value.strip(), field.column)
    if value is None or value in ("", []):
        return field.default
    if field.separator and isinstance(value, str):
        return split_list(value, field.separator)
    if field.scale is not None:
        read = style.read(value, field.column) if style else value
        return decimal(read, field.column) * Decimal(str(field.scale))
    return value


def usable(value: object, column: str) -> object:
    """Return a cell's value. Raises BadValueError for one that stands for none, such as #N/A."""
    if isinstance(value, Unusable):
        raise BadValueError(column, value.reason)
    return value


def split_list(value: str, separator: str) -> list[str]:
    """Return the parts of a list in one cell, without empty ones.

    A part may be in quotation marks, and a separator behind a backslash belongs to its part:
    `"red, blue", green` is two parts, and so is the same with a backslash in place of the marks.
    """
    parts = None
    if len(separator) == 1 and separator not in '"\\ \r\n' and ('"' in value or f"\\{separator}" in value):
        escape = "\\" if f"\\{separator}" in value else None
        reader = csv.reader(
            [value], delimiter=separator, escapechar=escape, skipinitialspace=True, strict=True
        )
        with suppress(csv.Error):
            parts = next(reader)
    parts = value.split(separator) if parts is None else parts
    return [part.strip() for part in parts if part.strip()]


def join_list(parts: Iterable[str], separator: str = ";") -> str:
    """Return parts as one cell that `split_list` divides into the same parts."""
    parts = list(parts)
    if not any(sign in part for part in parts for sign in (separator, '"', "\\")):
        return f"{separator} ".join(parts)
    return separator.join('"{}"'.format(part.replace('"', '""')) for part in parts)


def _filled(row: dict[str, object], field: Field) -> str | None:
    """Fill `{path}` places; a place without a value leaves no text at all."""
    parts = field.template.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        path, _brace, rest = part.partition("}")
        value = usable(look_up(row, path), path)
        if value is None or value == "":
            return None
        filled.append(f"{value}{rest}")
    return "".join(filled)


def text(value: object, column: str, *, longest: int | None = None, shorten: bool = False) -> str:
    """Return a value as text of one line; too long is cut where the mapping says so, else refused."""
    if isinstance(value, dict | list):
        raise BadValueError(column, _("is not a text"))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    plain = _storable(" ".join(str(value).split()), column)
    if not any(sign.isprintable() and not sign.isspace() for sign in plain):
        return ""
    if longest and len(plain) > longest:
        if not shorten:
            raise BadValueError(column, _("is longer than %(most)s characters") % {"most": longest})
        plain = plain[: longest - 1].rstrip() + "…"
    return plain


def code(value: object, column: str, *, longest: int | None = None) -> str:
    """Return what names a thing (a SKU, a barcode, a warehouse) as text.

    Raises BadValueError for what a spreadsheet program has turned into something else: a date, yes or
    no, a number in scientific notation, a number of more digits than it keeps.
    """
    if isinstance(value, bool):
        raise BadValueError(
            column, _("is %(value)s; format the column as text") % {"value": str(value).upper()}
        )
    if isinstance(value, dt.date | dt.time):
        raise BadValueError(
            column,
            _("is a date (%(value)s); format the column as text and write it again") % {"value": value},
        )
    if isinstance(value, int | float) and abs(value) >= MOST_EXACT:
        raise BadValueError(column, _("has more digits than a spreadsheet keeps; format the column as text"))
    plain = text(value, column, longest=longest)
    if SCIENTIFIC.match(plain):
        raise BadValueError(
            column,
            _(
                "“%(value)s” is a number in scientific notation, its digits are lost; "
                "format the column as text"
            )
            % {"value": plain},
        )
    return plain


def rich_text(value: object, column: str) -> str:
    """Return HTML with nothing in it that could harm a reader."""
    if not isinstance(value, str):
        raise BadValueError(column, _("is not a text"))
    return nh3.clean(_storable(value, column), tags=TAGS)


def _storable(value: str, column: str) -> str:
    """Refuse what no database keeps as text: a NUL, and half of a surrogate pair, which JSON can spell."""
    if "\0" in value:
        raise BadValueError(column, _("contains a zero byte"))
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise BadValueError(column, _("contains an invalid character"))
    return value


def decimal(value: object, column: str) -> Decimal:
    """Return a number; a decimal point, no thousands' signs."""
    if isinstance(value, bool):
        raise BadValueError(column, _("“%(value)s” is not a number") % {"value": value})
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise BadValueError(column, _("“%(value)s” is not a number") % {"value": str(value)[:40]}) from None
    if not number.is_finite():
        raise BadValueError(column, _("“%(value)s” is not a number") % {"value": value})
    if number and abs(number.adjusted()) > MOST_PLACES:
        raise BadValueError(column, _("“%(value)s” is too large or too small") % {"value": str(value)[:40]})
    return number


def integer(value: object, column: str, *, smallest: int = -LARGEST_INTEGER) -> int:
    """Return a whole number."""
    number = decimal(value, column)
    if number != number.to_integral_value():
        raise BadValueError(column, _("“%(value)s” is not a whole number") % {"value": value})
    if not smallest <= number <= LARGEST_INTEGER:
        raise BadValueError(
            column,
            _("“%(value)s” is less than %(smallest)s or more than %(largest)s")
            % {"value": value, "smallest": smallest, "largest": LARGEST_INTEGER},
        )
    return int(number)


def quantities_by_warehouse(value: object, column: str) -> dict[str, int]:
    """Return how many pieces lie where: a number alone, an object by warehouse, or "lisbon: 4; porto: 2"."""
    if isinstance(value, str) and ":" in value:
        pairs = (part.rpartition(":") for part in value.split(";") if part.strip())
        value = {place.strip(): number.strip() for place, _colon, number in pairs}
    if not isinstance(value, dict):
        value = {"": value}
    bad = [place for place in value if place and not WAREHOUSE_CODE.match(place)]
    if bad:
        raise BadValueError(column, _("“%(value)s” is not a warehouse code") % {"value": bad[0][:40]})
    return {place: integer(number, column, smallest=0) for place, number in value.items()}


def real(value: object, column: str) -> float:
    """Return a number as the database keeps measurements."""
    number = float(decimal(value, column))
    if not math.isfinite(number):
        raise BadValueError(column, _("“%(value)s” is too large") % {"value": value})
    return number


def boolean(value: object, column: str) -> bool:
    """Return yes or no."""
    word = str(value).strip().casefold()
    if word in YES or value == 1:
        return True
    if word in NO or value == 0:
        return False
    raise BadValueError(column, _("“%(value)s” is neither yes nor no") % {"value": str(value)[:40]})


def date(value: object, column: str) -> dt.date:
    """Return a date, written as 2026-01-31."""
    if isinstance(value, dt.datetime):
        return value.date()
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadValueError(
            column, _("“%(value)s” is not a date such as 2026-01-31") % {"value": str(value)[:40]}
        ) from None


def text_list(value: object, column: str) -> list[str]:
    """Return a list of texts, without empty ones and repetitions; one text is a list of one."""
    entries = value if isinstance(value, list) else [value]
    plain = (text(entry, column) for entry in entries if entry is not None)
    return list(dict.fromkeys(entry for entry in plain if entry))


def amount(value: object, column: str, *, currency: str, is_minor: bool) -> Decimal:
    """Read an amount of money of a currency, in its minor unit (cents) if `is_minor`."""
    read, unit = decimal(value, column), minor_unit(currency)
    if is_minor:
        read = read * unit
    if read < 0:
        raise BadValueError(column, _("“%(value)s” is negative") % {"value": value})
    if read > LARGEST_PRICE:
        raise BadValueError(column, _("“%(value)s” is too large") % {"value": value})
    if read != read.quantize(unit):
        raise BadValueError(
            column,
            _("“%(value)s” has more decimals than %(currency)s") % {"value": value, "currency": currency},
        )
    return as_stored(read)
