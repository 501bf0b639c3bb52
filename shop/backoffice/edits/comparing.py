"""What was loaded, what is typed and what is held now: values compared, whatever their type."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

SALT = "shop.backoffice.edits"
LONGEST = 200
Flat = dict[str, str]


def others_changes(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str], names: Iterable[str]
) -> list[tuple[str, bool]]:
    """Name what is held otherwise than it was loaded, and whether it was typed otherwise than both.

    `True` is a conflict: both changed it, to different values. `False`: only the others did.
    """
    return [
        (name, mine.get(name) not in {base.get(name), theirs.get(name)})
        for name in names
        if base.get(name) != theirs.get(name)
    ]


def sign_base(of: str, values: Flat) -> str:
    """Return the values that a form was drawn from, as digests, signed for one object."""
    return signing.dumps({"of": of, "values": values}, salt=SALT)


def read_base(of: str, raw: str) -> Flat:
    """Return what a form was drawn from; nothing for what was not signed for this object or for a new one.

    With nothing to compare, each field that is typed otherwise than it is held is a conflict.
    """
    with suppress(signing.BadSignature, ValueError, TypeError):
        found = signing.loads(raw, salt=SALT)
        if found["of"] in {of, f"{of.split(':', maxsplit=1)[0]}:None"}:
            return dict(found["values"])
    return {}


def digest(text: str) -> str:
    """Return a short name for a value, so that a long text is not carried twice."""
    return blake2b(text.encode(), digest_size=9).hexdigest()


def held_text(bound: forms.BoundField) -> str:
    """Spell the value that is held as the browser would send it if nobody touched the field."""
    field, value = bound.field, bound.initial
    if isinstance(field, forms.FileField):
        return str(getattr(value, "name", value) or "")
    if isinstance(field, forms.ModelChoiceField):
        return _spelled(field, field.prepare_value(value))
    value = field.prepare_value(value)
    if not hasattr(value, "get_prep_value") and not isinstance(value, bool | list | tuple | set):
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            shown = field.widget.format_value(value)
            if isinstance(shown, str):
                value = field.widget.value_from_datadict({bound.html_name: shown}, {}, bound.html_name)
    return _spelled(field, value)


def typed_text(bound: forms.BoundField, *, held: str) -> str:
    """Spell what was typed; a file field where no file was sent still holds what it held."""
    field, value = bound.field, bound.data
    if isinstance(field, forms.FileField):
        if value is None:
            return held
        return f"upload:{getattr(value, 'name', '')}:{getattr(value, 'size', '')}" if value else ""
    if getattr(field, "is_write_only", False) and not value:
        return held
    return _spelled(field, value)


def _spelled(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return json.dumps(sorted(str(getattr(each, "pk", each)) for each in value or []))
    if isinstance(field, forms.ModelChoiceField):
        return str(getattr(value, "pk", value) or "")
    with suppress(ValidationError, TypeError, ValueError, AttributeError):
        value = field.to_python(value)
    return _plain(value)


def _plain(value: Any) -> str:
    if hasattr(value, "get_prep_value"):
        value = value.get_prep_value()
    if value is None or value is False or value == "":
        return ""
    if isinstance(value, Decimal) and value.is_finite():
        return format(value.normalize(), "f")
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, sort_keys=True, default=str)
    return str(value).replace("\r\n", "\n").strip()


def words_of(bound: forms.BoundField, value: Any) -> str:
    """Show a value to a reader: names for numbers, no markup, not too long."""
    field = bound.field
    if getattr(field, "is_write_only", False):  # a secret, which no page shows
        return str(field.masked(value)) or "–"
    if hasattr(field, "words_of"):  # a field of its own kind
        return str(field.words_of(value))
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ModelChoiceField):
        return _names(field, value)
    if isinstance(field, forms.ChoiceField):
        return _labels(field, value)
    if not isinstance(value, str):
        value = field.prepare_value(value)
    text = str(value or "")
    if not isinstance(field.widget, forms.TextInput):  # longer texts may be formatted
        text = strip_tags(text)
    return Truncator(text).chars(LONGEST) or "–"


def _names(field: forms.ModelChoiceField, value: Any) -> str:
    with suppress(ValidationError):
        found = field.to_python(value) if not hasattr(value, "pk") else value
        if isinstance(field, forms.ModelMultipleChoiceField):
            found = field.clean(field.prepare_value(value) or []) if value else []
            return ", ".join(field.label_from_instance(each) for each in found) or "–"
        return field.label_from_instance(found) if found is not None else "–"
    return "–"


def _labels(field: forms.ChoiceField, value: Any) -> str:
    labels: dict[str, Any] = {}
    choices: Any = field.choices
    for key, label in choices:
        labels |= dict(label) if isinstance(label, list | tuple) else {str(key): label}
    values = value if isinstance(value, list | tuple | set) else [value]
    return ", ".join(str(labels.get(str(each), each or "")) for each in values) or "–"
