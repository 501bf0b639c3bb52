"""The rule of a segment: a condition on customers that the database answers for all of them at once.

It is the condition of automation (`crm_core.automation.definitions`): the same fields, comparisons, words and
form. What a segment asks of it beyond that is that every field has an answer in SQL.
"""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from crm_core.automation.checking import Problem, condition_problems
from crm_core.automation.definitions import (
    DEEPEST,
    MOST_TESTS,
    All,
    AnyOf,
    Condition,
    Test,
    depth_of,
    tests_in,
)
from crm_core.automation.fields import all_fields, field_named
from crm_core.automation.phrases import sentence_start
from crm_core.automation.registry import Field
from crm_core.automation.sentences import condition_words
from crm_core.customers.access.fields import fields_of
from personalization.segments.models import Segment, TouchedCustomer
from shop.user.models import User

Fact = TouchedCustomer.Fact
ABOUT = frozenset({"customer", "measure"})
#: The field by which a segment asks for another one.
SEGMENTS = "customer.segments"
_READER: TypeAdapter[Condition] = TypeAdapter(Condition)
_SCORES = {"stage", "next_order", "interval", "recency", "frequency", "monetary", "clv"}
_ORDERS = {"orders", "spent", "last_order", "delivered_to"}


def read_rule(stored: object) -> Condition:
    """Read what is stored; nothing at all holds for everybody. Raises pydantic.ValidationError."""
    return _READER.validate_python(stored) if stored else All(all=[])


def rule_json(rule: Condition) -> dict[str, object]:
    """Return a rule as it is stored."""
    found: dict[str, object] = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return found


def is_answerable(field: Field) -> bool:
    """Tell whether the database can answer for everybody."""
    return field.of in ABOUT and any((field.measure, field.sql, field.expression))


def offered_fields(user: User) -> list[Field]:
    """List what a rule may ask for, as far as the user sees it of customers."""
    hidden = fields_of(user)
    return [
        field
        for field in all_fields()
        if is_answerable(field) and (not field.hidden_as or hidden.shows(field.hidden_as))
    ]


def rule_problems(rule: Condition, *, by: User | None, segment: Segment | None = None) -> list[Problem]:
    """List what is wrong with a rule; rights are asked of who writes it, none where nobody does."""
    return list(_problems(rule, by, segment))


def _problems(rule: Condition, by: User | None, segment: Segment | None) -> Iterator[Problem]:
    tests = list(tests_in(rule))
    if not tests:
        yield Problem(path="conditions", words=_("Add at least one condition."))
    if len(tests) > MOST_TESTS or depth_of(rule) > DEEPEST:
        words = _("Conditions have at most %(parts)d parts and %(levels)d levels.")
        yield Problem(path="conditions", words=words % {"parts": MOST_TESTS, "levels": DEEPEST})
        return
    yield from condition_problems(rule, "conditions", ABOUT, "", by)
    for test in tests:
        field = field_named(test.field)
        if field is not None and not is_answerable(field):
            words = _("Segments cannot ask for “%(field)s”.") % {"field": field.label}
            yield Problem(path="conditions", words=words)
    if segment is not None and segment.pk in _reachable(segments_in(rule)):
        words = _("This segment asks, over others, for itself.")
        yield Problem(path="conditions", words=words)


def segments_in(rule: Condition) -> set[int]:
    """Return the numbers of the segments that a rule asks for."""
    return {
        int(key)
        for test in tests_in(rule)
        if test.field == SEGMENTS and isinstance(test.value, list)
        for key in test.value
        if key.isdecimal()
    }


def _reachable(numbers: Collection[int]) -> set[int]:
    rules = dict(Segment.objects.values_list("pk", "rule"))
    found: set[int] = set()
    waiting = list(numbers)
    while waiting:
        number = waiting.pop()
        if number not in found and number in rules:
            found.add(number)
            waiting += segments_in(read_rule(rules[number]))
    return found


def facts_of(rule: Condition) -> set[str]:
    """Return on which facts a rule depends; a field of which we do not know it depends on all."""
    return {fact for test in tests_in(rule) for fact in _facts_of(test)}


def _facts_of(test: Test) -> set[str]:
    owner, _dot, name = test.field.partition(".")
    if test.field == SEGMENTS:
        return {Fact.SEGMENTS}
    if owner == "bought" or name in _ORDERS:
        return {Fact.ORDERS}
    if owner == "did":
        return {Fact.BEHAVIOUR}
    if name in _SCORES:
        return {Fact.SCORES}
    if name == "may_get":
        return {Fact.CONSENT, Fact.PROFILE}
    return {Fact.PROFILE} if owner in {"customer", "custom"} else set(Fact)


def rule_sentence(rule: Condition) -> str:
    """Say a rule in the reader's language."""
    if isinstance(rule, All | AnyOf) and not rule.parts:
        return _("No condition yet")
    return _("Customers where %(conditions)s.") % {"conditions": condition_words(rule)}


def sentence_of(segment: Segment) -> str:
    """Say who is in a segment."""
    if segment.kind == Segment.Kind.MANUAL:
        return _("Customers chosen by hand.")
    return sentence_start(rule_sentence(read_rule(segment.rule)))
