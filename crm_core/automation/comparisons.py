"""The comparisons of each kind of value, in Python, in SQL and in words; `operators` applies them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.automation.facts import Value
from crm_core.automation.registry import Kind

#: A value to compare with, as it was read from the rule.
Operand = str | Decimal | int | date | frozenset[str] | None


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One comparison. `label` stands in the form, `words` in sentences, with %(field)s and %(value)s.

    `takes` says what it is compared with: "text", "number", "day", "days", "keys" or "" for nothing.
    """

    name: str
    label: str | Promise
    words: str | Promise
    takes: str
    holds: Callable[[Value, Operand, datetime], bool]
    lookup: Callable[[Operand, datetime, bool], dict[str, object]] | None = None
    is_negative: bool = False


def local_day(value: Value) -> date:
    """Return the day of a date or moment in the shop's time zone."""
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone.get_default_timezone()).date()
    if isinstance(value, date):
        return value
    raise TypeError(value)


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def _folded(value: Value) -> str:
    return str(value).casefold().strip()


def _number(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _keys(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset(map(str, value or ()))  # type: ignore[arg-type]


def _set(operand: Operand) -> frozenset[str]:
    return operand if isinstance(operand, frozenset) else frozenset()


def _days(operand: Operand) -> timedelta:
    return timedelta(days=int(operand))  # type: ignore[arg-type]


def _before(day: date, *, is_moment: bool) -> dict[str, object]:
    """Ask for what lies before the end of a day."""
    return {"__lt": midnight(day + timedelta(days=1))} if is_moment else {"__lte": day}


def _from(day: date, *, is_moment: bool) -> dict[str, object]:
    """Ask for what lies on a day or later."""
    return {"__gte": midnight(day) if is_moment else day}


def _today(now: datetime) -> date:
    return local_day(now)


def _between(first: date, last: date, *, is_moment: bool) -> dict[str, object]:
    return {**_from(first, is_moment=is_moment), **_before(last, is_moment=is_moment)}


_TEXT = (
    Operator(
        name="is",
        label=_("is"),
        words=_("%(field)s is “%(value)s”"),
        takes="text",
        holds=lambda value, operand, _now: _folded(value) == _folded(operand),
    ),
    Operator(
        name="is_not",
        label=_("is not"),
        words=_("%(field)s is not “%(value)s”"),
        takes="text",
        holds=lambda value, operand, _now: _folded(value) != _folded(operand),
    ),
    Operator(
        name="contains",
        label=_("contains"),
        words=_("%(field)s contains “%(value)s”"),
        takes="text",
        holds=lambda value, operand, _now: _folded(operand) in _folded(value),
    ),
    Operator(
        name="not_contains",
        label=_("does not contain"),
        words=_("%(field)s does not contain “%(value)s”"),
        takes="text",
        holds=lambda value, operand, _now: _folded(operand) not in _folded(value),
    ),
    Operator(
        name="begins",
        label=_("begins with"),
        words=_("%(field)s begins with “%(value)s”"),
        takes="text",
        holds=lambda value, operand, _now: _folded(value).startswith(_folded(operand)),
    ),
)
_NUMBER = (
    Operator(
        name="at_least",
        label=_("is at least"),
        words=_("%(field)s is at least %(value)s"),
        takes="number",
        holds=lambda value, operand, _now: _number(value) >= _number(operand),
        lookup=lambda operand, _now, _moment: {"__gte": operand},
    ),
    Operator(
        name="more_than",
        label=_("is more than"),
        words=_("%(field)s is more than %(value)s"),
        takes="number",
        holds=lambda value, operand, _now: _number(value) > _number(operand),
        lookup=lambda operand, _now, _moment: {"__gt": operand},
    ),
    Operator(
        name="at_most",
        label=_("is at most"),
        words=_("%(field)s is at most %(value)s"),
        takes="number",
        holds=lambda value, operand, _now: _number(value) <= _number(operand),
        lookup=lambda operand, _now, _moment: {"__lte": operand},
    ),
    Operator(
        name="less_than",
        label=_("is less than"),
        words=_("%(field)s is less than %(value)s"),
        takes="number",
        holds=lambda value, operand, _now: _number(value) < _number(operand),
        lookup=lambda operand, _now, _moment: {"__lt": operand},
    ),
    Operator(
        name="is",
        label=_("is exactly"),
        words=_("%(field)s is exactly %(value)s"),
        takes="number",
        holds=lambda value, operand, _now: _number(value) == _number(operand),
        lookup=lambda operand, _now, _moment: {"": operand},
    ),
    Operator(
        name="is_not",
        label=_("is not"),
        words=_("%(field)s is not %(value)s"),
        takes="number",
        holds=lambda value, operand, _now: _number(value) != _number(operand),
        lookup=lambda operand, _now, _moment: {"": operand},
        is_negative=True,
    ),
)
_DATE = (
    Operator(
        name="ago_at_least",
        label=_("was at least this many days ago"),
        words=_("%(field)s was at least %(value)s ago"),
        takes="days",
        holds=lambda value, operand, now: local_day(value) <= _today(now) - _days(operand),
        lookup=lambda operand, now, moment: _before(_today(now) - _days(operand), is_moment=moment),
    ),
    Operator(
        name="ago_at_most",
        label=_("was in the last days"),
        words=_("%(field)s was in the last %(value)s"),
        takes="days",
        holds=lambda value, operand, now: _today(now) - _days(operand) <= local_day(value) <= _today(now),
        lookup=lambda operand, now, moment: _between(
            _today(now) - _days(operand), _today(now), is_moment=moment
        ),
    ),
    Operator(
        name="ahead_at_most",
        label=_("is in the next days"),
        words=_("%(field)s is in the next %(value)s"),
        takes="days",
        holds=lambda value, operand, now: _today(now) <= local_day(value) <= _today(now) + _days(operand),
        lookup=lambda operand, now, moment: _between(
            _today(now), _today(now) + _days(operand), is_moment=moment
        ),
    ),
    Operator(
        name="before",
        label=_("is before"),
        words=_("%(field)s is before %(value)s"),
        takes="day",
        holds=lambda value, operand, _now: local_day(value) < local_day(operand),
        lookup=lambda operand, _now, moment: _before(
            local_day(operand) - timedelta(days=1), is_moment=moment
        ),
    ),
    Operator(
        name="from",
        label=_("is on this day or later"),
        words=_("%(field)s is on %(value)s or later"),
        takes="day",
        holds=lambda value, operand, _now: local_day(value) >= local_day(operand),
        lookup=lambda operand, _now, moment: _from(local_day(operand), is_moment=moment),
    ),
)
_CHOICE = (
    Operator(
        name="one_of",
        label=_("is one of"),
        words=_("%(field)s is %(value)s"),
        takes="keys",
        holds=lambda value, operand, _now: str(value) in _set(operand),
        lookup=lambda operand, _now, _moment: {"__in": sorted(_set(operand))},
    ),
    Operator(
        name="none_of",
        label=_("is none of"),
        words=_("%(field)s is not %(value)s"),
        takes="keys",
        holds=lambda value, operand, _now: str(value) not in _set(operand),
        lookup=lambda operand, _now, _moment: {"__in": sorted(_set(operand))},
        is_negative=True,
    ),
)
_TAGS = (
    Operator(
        name="has_any",
        label=_("has one of"),
        words=_("%(field)s include %(value)s"),
        takes="keys",
        holds=lambda value, operand, _now: not _keys(value).isdisjoint(_set(operand)),
    ),
    Operator(
        name="has_all",
        label=_("has all of"),
        words=_("%(field)s include %(value)s"),
        takes="keys",
        holds=lambda value, operand, _now: _set(operand) <= _keys(value),
    ),
    Operator(
        name="has_none",
        label=_("has none of"),
        words=_("%(field)s do not include %(value)s"),
        takes="keys",
        holds=lambda value, operand, _now: _keys(value).isdisjoint(_set(operand)),
    ),
)
_YES_NO = (
    Operator(
        name="yes",
        label=pgettext_lazy("a condition holds", "yes"),
        words=_("%(field)s is “yes”"),
        takes="",
        holds=lambda value, _operand, _now: value is True,
        lookup=lambda _operand, _now, _moment: {"": True},
    ),
    Operator(
        name="no",
        label=pgettext_lazy("a condition does not hold", "no"),
        words=_("%(field)s is “no”"),
        takes="",
        holds=lambda value, _operand, _now: value is False,
        lookup=lambda _operand, _now, _moment: {"": False},
    ),
)
KNOWN, UNKNOWN = "known", "unknown"
_EVERYWHERE = (
    Operator(
        name=KNOWN,
        label=_("is known"),
        words=_("%(field)s is known"),
        takes="",
        holds=lambda value, _operand, _now: value not in (None, "", frozenset()),
    ),
    Operator(
        name=UNKNOWN,
        label=_("is not known"),
        words=_("%(field)s is not known"),
        takes="",
        holds=lambda value, _operand, _now: value in (None, "", frozenset()),
    ),
)
BY_KIND: dict[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: _TEXT + _EVERYWHERE,
    Kind.NUMBER: _NUMBER + _EVERYWHERE,
    Kind.MONEY: _NUMBER + _EVERYWHERE,
    Kind.DATE: _DATE + _EVERYWHERE,
    Kind.CHOICE: _CHOICE + _EVERYWHERE,
    Kind.TAGS: _TAGS + _EVERYWHERE,
    Kind.YES_NO: _YES_NO + _EVERYWHERE,
}
