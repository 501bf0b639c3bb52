"""Conditions as far as the database can answer them for all customers at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Model, Q, QuerySet
from django.db.models.expressions import Combinable

from crm_core.automation.definitions import All, AnyOf, Condition, Not, Test
from crm_core.automation.fields import field_named
from crm_core.automation.operators import (
    KNOWN,
    UNKNOWN,
    BadOperandError,
    Operand,
    Operator,
    local_day,
    midnight,
    operand_of,
    operator_of,
    sql_of,
)
from crm_core.automation.registry import Field, Kind, Measure
from crm_core.customers.models import Customer


@dataclass(kw_only=True)
class Split:
    """A condition in two: what the database answers (`where`, over `aliases`), and the rest.

    With `customers` only those are meant, and measures read no others.
    """

    at: datetime
    customers: Sequence[int] | None = None
    where: Q = field(default_factory=Q)
    aliases: dict[str, Combinable] = field(default_factory=dict)
    rest: list[Condition] = field(default_factory=list)

    def among(self, customers: QuerySet[Customer]) -> QuerySet[Customer]:
        """Narrow customers to those of whom the database's part holds."""
        return customers.alias(**self.aliases).filter(self.where)


class _NotInSqlError(Exception):
    """Only Python can compare this."""


def split(condition: Condition, at: datetime, *, customers: Sequence[int] | None = None) -> Split:
    """Divide a condition on customers; the parts of the outermost "all" are divided each by itself.

    `customers` narrows what measures read to these; the caller narrows the customers themselves.
    """
    parts = condition.parts if isinstance(condition, All) else [condition]
    found = Split(at=at, customers=customers)
    for part in parts:
        try:
            where = _compiled(part, found, wanted=True)
        except _NotInSqlError:
            found.rest.append(part)
        else:
            found.where &= where
    return found


def _compiled(condition: Condition, asked: Split, *, wanted: bool) -> Q:
    """Return what is true where the condition is known to be as wanted, and false elsewhere.

    "Not" is carried down to the comparisons, since NOT of the database and Django's `~Q` disagree on what
    is not known.
    """
    match condition:
        case Not():
            return _compiled(condition.part, asked, wanted=not wanted)
        case All() | AnyOf():
            parts = [_compiled(part, asked, wanted=wanted) for part in condition.parts]
            return _joined(parts, by_and=isinstance(condition, All) is wanted)
        case Test():
            return _comparison(condition, asked, wanted=wanted)


def _joined(parts: list[Q], *, by_and: bool) -> Q:
    if not parts:
        return Q() if by_and else Q(pk__in=[])
    found = parts[0]
    for part in parts[1:]:
        found = found & part if by_and else found | part
    return found


def _comparison(test: Test, split_of: Split, *, wanted: bool) -> Q:
    at, aliases = split_of.at, split_of.aliases
    asked = field_named(test.field)
    operator = operator_of(asked.kind, test.operator) if asked else None
    if asked is None or operator is None:
        return Q(pk__in=[])
    try:
        operand = operand_of(operator, test.value)
    except BadOperandError:
        return Q(pk__in=[])
    if asked.measure is not None:
        return _measured(asked.measure, test, operator, operand, split_of, wanted=wanted)
    if asked.sql is not None:
        return _own_sql(asked, operator, operand, at, wanted=wanted)
    if asked.expression is None:
        raise _NotInSqlError
    name = "fact_" + test.field.replace(".", "_").replace("-", "_")
    aliases[name] = asked.expression(at)
    is_known = Q(**{f"{name}__isnull": False})
    if asked.kind == Kind.CHOICE:
        is_known &= ~Q(**{name: ""})
    if operator.name in {KNOWN, UNKNOWN}:
        return is_known if (operator.name == KNOWN) is wanted else ~is_known
    is_moment = asked.kind == Kind.DATE and _is_moment(aliases[name])
    found = sql_of(operator, name, operand, at, is_moment=is_moment)
    if found is None:
        raise _NotInSqlError
    return is_known & (found if wanted else ~found)


def _own_sql(asked: Field, operator: Operator, operand: Operand, at: datetime, *, wanted: bool) -> Q:
    if asked.sql is None:
        raise _NotInSqlError
    found, is_known = asked.sql(operator.name, operand, at)
    if operator.name in {KNOWN, UNKNOWN}:
        return is_known if (operator.name == KNOWN) is wanted else ~is_known
    return is_known & (found if wanted else ~found)


def _measured(
    measure: Callable[[Measure], QuerySet[Model, dict[str, object]]],
    test: Test,
    operator: Operator,
    operand: Operand,
    asked: Split,
    *,
    wanted: bool,
) -> Q:
    """Ask for those whose measure compares as wanted; who has no row has zero, which is always known."""
    if operator.name in {KNOWN, UNKNOWN}:
        return Q() if (operator.name == KNOWN) is wanted else Q(pk__in=[])
    since = midnight(local_day(asked.at) - timedelta(days=test.within)) if test.within is not None else None
    rows = measure(Measure(at=asked.at, among=frozenset(test.among), since=since, customers=asked.customers))
    found = sql_of(operator, "measured", operand, asked.at, is_moment=False)
    if found is None:
        raise _NotInSqlError
    # The rows are read of those that differ from zero's answer: a semi-join, or its contrary.
    zero_holds = bool(operator.holds(0, operand, asked.at))
    differing = rows.filter(~found if zero_holds else found).values("of")
    return Q(pk__in=differing) if zero_holds is not wanted else ~Q(pk__in=differing)


def _is_moment(expression: Combinable) -> bool:
    query = Customer.objects.alias(one=expression).query
    return isinstance(query.annotations["one"].output_field, DateTimeField)
