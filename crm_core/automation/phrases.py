"""The parts of a rule's sentences: labels, fields, choices and values as they stand inside one."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

from crm_core.automation.fields import changed_fields, choices_of, field_named
from crm_core.automation.operators import KNOWN, UNKNOWN
from crm_core.automation.registry import Field, Kind
from shop.configuration.queries import shop_currency
from shop.formats import format_money

#: Called otherwise than by their labels; they are no fields of conditions.
_ONLY_CHANGES: dict[str, Promise] = {
    "customer.phone": gettext_lazy("the customer's phone number"),
    "customer.employment": gettext_lazy("where the customer works"),
}


def inside_words(label: object) -> str:
    """Write a label inside a sentence: its first letter small, unless it begins an abbreviation."""
    text = str(label)
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in {" ", "-", "’", "'"} else text


def sentence_start(words: str) -> str:
    """Begin a sentence, or a line of a list, with words."""
    return words[:1].upper() + words[1:]


def quoted(words: object) -> str:
    """Put a name or a text into quotation marks."""
    return pgettext("in quotation marks", "“%(words)s”") % {"words": words}


def one_of_words(words: Sequence[str]) -> str:
    """Join choices of which one holds: "a, b or c"."""
    return _joined(words, pgettext("between choices", " or "))


def all_of_words(words: Sequence[str]) -> str:
    """Join choices that all hold: "a, b and c"."""
    return _joined(words, pgettext("between choices", " and "))


def _joined(words: Sequence[str], last: str) -> str:
    comma = pgettext("between choices", ", ")
    return last.join([comma.join(words[:-1]), words[-1]]) if words[1:] else "".join(words)


def field_phrase(name: str) -> str:
    """Call a field inside a sentence: "the customer's stage"."""
    field = field_named(name)
    if field is not None and field.phrase:
        return str(field.phrase)
    label: object = field.label if field is not None else changed_fields().get(name, "")
    if not label:
        return _("%(field)s (no longer there)") % {"field": name}
    owner = name.partition(".")[0]
    if owner == "custom":
        return _("the customer's “%(field)s”") % {"field": label}
    if name in _ONLY_CHANGES:
        return str(_ONLY_CHANGES[name])
    if owner == "customer":
        return _("the customer's %(field)s") % {"field": inside_words(label)}
    return _("the %(field)s") % {"field": inside_words(label)}


def choice_words(field: Field) -> dict[str, str]:
    """Return how each choice of a field is called inside a sentence; names that people gave stay as given."""
    if field.choice_words is not None:
        return {str(key): str(words) for key, words in field.choice_words()}
    return {
        str(key): inside_words(label) if isinstance(label, Promise) else str(label)
        for key, label in choices_of(field)
    }


def days_words(value: object) -> str:
    """Write a number of days: "1 day", "45 days"."""
    try:
        number = int(str(value))
    except ValueError:
        return str(value)
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def value_words(field: Field, operator: str, takes: str, value: object) -> str:
    """Write what a field is compared with."""
    if takes == "keys":
        names = choice_words(field)
        keys = value if isinstance(value, list) else []
        join = all_of_words if operator == "has_all" else one_of_words
        return join([names.get(str(key), quoted(key)) for key in keys])
    if takes == "day":
        return _day_words(str(value))
    if takes == "days":
        return days_words(value)
    if takes == "number":
        return amount_words(field, value)
    return str(value) if value is not None else ""


def _day_words(text: str) -> str:
    try:
        day: date | None = parse_date(text)
    except ValueError:
        day = None
    return date_format(day, "DATE_FORMAT") if day is not None else text


def amount_words(field: Field, value: object) -> str:
    """Write a number with its unit, of money with its currency."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if field.kind == Kind.MONEY:
        return str(format_money(number, shop_currency()))
    written = str(number_format(number.normalize() if number % 1 else int(number)))
    return f"{written}{field.unit}" if field.unit == "%" else written


def found_words(field: Field, found: object) -> str:
    """Write a value that a log kept."""
    text = str(found)
    if field.kind in {Kind.CHOICE, Kind.TAGS}:
        names = choice_words(field)
        words = all_of_words([names.get(part, part) for part in text.split(", ") if part])
        return words or pgettext("found in place of tags", "none")
    if field.kind == Kind.DATE:
        return _day_words(text[:10])
    if field.kind == Kind.TEXT:
        return quoted(text) if text else pgettext("found in place of a text", "nothing")
    return amount_words(field, text)


#: The operator that holds exactly where, of known values, the other does not.
OPPOSITES = {
    "is": "is_not",
    "contains": "not_contains",
    "at_least": "less_than",
    "more_than": "at_most",
    "before": "from",
    "one_of": "none_of",
    "has_any": "has_none",
    "yes": "no",
    KNOWN: UNKNOWN,
}
OPPOSITES |= {other: name for name, other in OPPOSITES.items()}
