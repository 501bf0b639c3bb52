"""How values are compared: one table for each kind (`comparisons`), in Python, in SQL and in words.

Every comparison answers True, False, or None for a value that is not known. `known` and `unknown` always
answer. Days are those of the shop's time zone: 45 days ago is the whole of that day.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db.models import Q

from crm_core.automation.comparisons import (
    BY_KIND,
    KNOWN,
    UNKNOWN,
    Operand,
    Operator,
    local_day,
    midnight,
)
from crm_core.automation.facts import Value
from crm_core.automation.registry import Kind

MOST_DAYS = 36_500
LONGEST_TEXT = 200


class BadOperandError(ValueError):
    """What a rule compares with is nothing of that kind."""


def operators_of(kind: Kind) -> Sequence[Operator]:
    """List how values of a kind are compared."""
    return BY_KIND[kind]


def operator_of(kind: Kind, name: str) -> Operator | None:
    """Return a comparison of a kind; None where it has none of that name."""
    return next((operator for operator in BY_KIND[kind] if operator.name == name), None)


def operand_of(operator: Operator, value: object) -> Operand:
    """Read what a rule compares with. Raises BadOperandError."""
    try:
        return _READERS[operator.takes](value)
    except (TypeError, ValueError, InvalidOperation) as error:
        raise BadOperandError(str(value)) from error


def _read_text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
        raise ValueError(value)
    return value.strip()


def _read_number(value: object) -> Decimal:
    number = Decimal(str(value).strip())
    if not number.is_finite() or abs(number) > Decimal(10) ** 14:
        raise ValueError(value)
    return number


def _read_days(value: object) -> int:
    days = int(str(value))
    if not 0 <= days <= MOST_DAYS:
        raise ValueError(value)
    return days


def _read_keys(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not value:
        raise TypeError(value)
    return frozenset(map(str, value))


_READERS: dict[str, Callable[[object], Operand]] = {
    "": lambda _value: None,
    "text": _read_text,
    "number": _read_number,
    "days": _read_days,
    "day": lambda value: date.fromisoformat(str(value)),
    "keys": _read_keys,
}


def compared(operator: Operator, value: Value, operand: Operand, now: datetime) -> bool | None:
    """Compare a value; None where it is not known (an empty text is not)."""
    if operator.name in {KNOWN, UNKNOWN}:
        return operator.holds(value, operand, now)
    if value is None or value == "":
        return None
    return operator.holds(value, operand, now)


def sql_of(operator: Operator, name: str, operand: Operand, now: datetime, *, is_moment: bool) -> Q | None:
    """Return the comparison as a condition on an annotation; None where only Python can compare.

    It does not hold for what is not known, and neither does its negation: the caller asks for both.
    """
    if operator.name in {KNOWN, UNKNOWN} or operator.lookup is None:
        return None
    found = Q(
        **{f"{name}{ending}": value for ending, value in operator.lookup(operand, now, is_moment).items()}
    )
    return ~found if operator.is_negative else found


__all__ = [
    "KNOWN",
    "UNKNOWN",
    "BadOperandError",
    "Operand",
    "Operator",
    "compared",
    "local_day",
    "midnight",
    "operand_of",
    "operator_of",
    "operators_of",
    "sql_of",
]
