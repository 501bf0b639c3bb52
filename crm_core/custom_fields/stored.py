"""Values as JSON keeps them."""

import datetime as dt
from decimal import Decimal

from crm_core.custom_fields.kinds import COLUMNS, Kind, Value
from crm_core.custom_fields.models import CustomField


def plain(value: Value | None) -> object:
    """Return a value as JSON keeps it, so that two can be compared."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_plain(field: CustomField, kept: object) -> Value | None:
    """Return the value that `plain` wrote, for a field of the kind that it has still."""
    if kept is None:
        return None
    column = COLUMNS[field.kind]
    if column == "number":
        return Decimal(str(kept))
    if column == "day":
        return dt.date.fromisoformat(str(kept))
    if field.kind == Kind.MULTIPLE_CHOICE and isinstance(kept, list):
        return tuple(int(pk) for pk in kept)
    return kept if isinstance(kept, str | bool | int) else None
