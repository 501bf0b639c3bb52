"""Whether a condition holds for a case, and which of its parts did not."""

import logging
from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist

from crm_core.automation.definitions import All, AnyOf, Condition, Not, Test
from crm_core.automation.facts import Facts, MissingError, Value
from crm_core.automation.fields import field_named
from crm_core.automation.operators import BadOperandError, compared, operand_of, operator_of

logger = logging.getLogger(__name__)
FOUND_LENGTH = 80


def value_in(facts: Facts, name: str) -> Value:
    """Read a field; None for what is not known, is not there, or is no field of this version."""
    if name in facts.known:
        return facts.known[name]
    field = field_named(name)
    if field is None:
        return None
    try:
        value = field.read(facts)
    except (MissingError, AttributeError, ObjectDoesNotExist):
        value = None
    facts.known[name] = value
    return value


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Tell whether a condition holds; None where that depends on what is not known."""
    match condition:
        case Test():
            return _test(condition, facts)
        case Not():
            found = holds(condition.part, facts)
            return None if found is None else not found
        case All():
            return _all(holds(part, facts) for part in condition.parts)
        case AnyOf():
            found = _all(_opposite(found=holds(part, facts)) for part in condition.parts)
            return _opposite(found=found)


def _opposite(*, found: bool | None) -> bool | None:
    return None if found is None else not found


def _all(found: Iterator[bool | None]) -> bool | None:
    is_unknown = False
    for each in found:
        if each is False:
            return False
        is_unknown = is_unknown or each is None
    return None if is_unknown else True


def _test(test: Test, facts: Facts) -> bool | None:
    field = field_named(test.field)
    operator = operator_of(field.kind, test.operator) if field else None
    if field is None or operator is None:
        return None
    try:
        operand = operand_of(operator, test.value)
    except BadOperandError:
        return None
    try:
        return compared(operator, value_in(facts, test.field), operand, facts.at)
    except (TypeError, ValueError, ArithmeticError):
        logger.warning("%s has a value that cannot be compared.", test.field, exc_info=True)
        return None


def why_not(condition: Condition, facts: Facts, *, wanted: bool = True) -> list[dict[str, object]]:
    """List the comparisons that keep a condition from being as wanted, with what was found.

    Each is {"field", "is", "value", "found"}; `found` is None for what is not known.
    """
    if holds(condition, facts) is wanted:
        return []
    match condition:
        case Test():
            found = value_in(facts, condition.field)
            return [
                {
                    "field": condition.field,
                    "is": condition.operator,
                    "value": condition.value,
                    "found": None if found is None else told(found),
                    **({} if wanted else {"not": True}),
                }
            ]
        case Not():
            return why_not(condition.part, facts, wanted=not wanted)
        case _:
            parts = [why_not(part, facts, wanted=wanted) for part in condition.parts]
            return [reason for reasons in parts for reason in reasons]


def told(value: Value) -> str:
    """Write a value as it is kept in a log."""
    text = ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
    return text[:FOUND_LENGTH]
