"""Between an event as a dataclass and an event as plain JSON."""

import math
from dataclasses import fields
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

from shop.events.registry import EVENTS, DomainEvent, event_type_named

MAX_KEY_LENGTH = 80
PLAIN_TYPES = (bool, int, float, str)
# Resolving annotations costs more than writing the row.
_HINTS: dict[type[DomainEvent], dict[str, object]] = {}


def payload_of(event: DomainEvent) -> dict[str, object]:
    """Give the fields of an event as plain JSON values.

    Raises TypeError when the event's class is not declared as one, or a field holds
    something else than its annotation says or than JSON can carry unchanged.
    """
    kind = type(event)
    if EVENTS.get(kind.__name__) is not kind or "__dataclass_fields__" not in vars(kind):
        raise TypeError(
            f"{kind.__name__} is not a declared event: it needs DomainEvent as its base, "
            "@dataclass(frozen=True, kw_only=True), and a name of its own."
        )
    payload = {field.name: getattr(event, field.name) for field in fields(event)}
    for name, hint in hints_of(kind).items():
        if not fits(payload[name], hint):
            raise TypeError(
                f"{kind.__name__}.{name} must be {type_name(hint)} in plain JSON, not {payload[name]!r}."
            )
    return payload


def ordering_key_of(event: DomainEvent) -> str:
    """Name what the event is ordered by, as `order_id:12`; empty where order does not matter.

    Raises TypeError when `ordering` names no field, ValueError when the key is longer than its column.
    """
    if not event.ordering:
        return ""
    if event.ordering not in hints_of(type(event)):
        raise TypeError(
            f"{type(event).__name__} is ordered by {event.ordering!r}, which is not a field of it."
        )
    value = getattr(event, event.ordering)
    key = "" if value is None else f"{event.ordering}:{value}"
    if len(key) > MAX_KEY_LENGTH:
        raise ValueError(f"The ordering key {key!r} is longer than {MAX_KEY_LENGTH} characters.")
    return key


def event_from(name: str, payload: dict[str, object], *, version: int) -> DomainEvent:
    """Build the event again from its row.

    Raises LookupError for a name or version that this code does not know, TypeError when
    the payload does not fit the class.
    """
    kind = event_type_named(name)
    return kind(**kind.upgraded(payload, version=version))


def hints_of(kind: type[DomainEvent]) -> dict[str, object]:
    """Give the type of each field, in order of declaration."""
    if kind not in _HINTS:
        hints = get_type_hints(kind)
        _HINTS[kind] = {field.name: hints[field.name] for field in fields(kind)}
    return _HINTS[kind]


def type_name(hint: object) -> str:
    """Write a type as it stands in the source: `int`, `str | None`, `list[int]`."""
    return (
        hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint).replace("typing.", "")
    )


def fits(value: object, hint: object) -> bool:
    """Tell whether a value is of this type and comes back from JSON as it went."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(fits(value, each) for each in arguments)
    if origin is Literal:
        return value in arguments
    if origin is list:
        return isinstance(value, list) and all(fits(each, arguments[0]) for each in value)
    if origin is dict:
        return isinstance(value, dict) and all(
            isinstance(key, str) and fits(each, arguments[1]) for key, each in value.items()
        )
    return fits_plain(value, hint)


def fits_plain(value: object, hint: object) -> bool:
    """Tell the same for a type that has no parts; NaN and the infinities are not JSON."""
    if hint in (None, NoneType):
        return value is None
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return hint in PLAIN_TYPES and isinstance(value, hint)
