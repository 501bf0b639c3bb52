"""A rule as sentences in the reader's language."""

from collections.abc import Sequence

from django.utils.dateparse import parse_time
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _, pgettext

from crm_core.automation.definitions import All, AnyOf, Condition, Definition, Not, Step, Test, TriggerPart
from crm_core.automation.fields import field_named
from crm_core.automation.operators import KNOWN, UNKNOWN, Operator, operator_of
from crm_core.automation.phrases import (
    OPPOSITES,
    all_of_words,
    choice_words,
    days_words,
    field_phrase,
    one_of_words,
    quoted,
    value_words,
)
from crm_core.automation.program import BRANCH
from crm_core.automation.registry import ACTIONS, SUBJECTS, Field, Kind, Start
from crm_core.automation.triggers import event_words, schedule_named


def rule_sentence(definition: Definition) -> str:
    """Say a rule: "When an order is placed, if it is the customer's first order, wait 7 days, then ..."."""
    asked, steps = definition.conditions, definition.steps
    is_always = isinstance(asked, All) and not asked.parts
    words = {
        "when": trigger_words(definition.trigger),
        "conditions": "" if is_always else condition_words(asked),
        "steps": steps_words(steps),
    }
    if not steps:
        return (_("%(when)s.") if is_always else _("%(when)s, if %(conditions)s.")) % words
    if is_always:
        return _("%(when)s, %(steps)s.") % words
    if steps[0].do == BRANCH:
        return _("%(when)s, if %(conditions)s: %(steps)s.") % words
    return _("%(when)s, if %(conditions)s, %(steps)s.") % words


def trigger_words(trigger: TriggerPart) -> str:
    """Say what starts a rule."""
    if trigger.start == Start.EVENT:
        return _("When %(event)s") % {"event": event_words(trigger.name)}
    if trigger.start == Start.SCHEDULE:
        return _schedule_words(trigger)
    if trigger.start == Start.CHANGE:
        return _change_words(trigger)
    return _("When a colleague presses “%(label)s”") % {"label": trigger.label}


def _schedule_words(trigger: TriggerPart) -> str:
    moment = parse_time(trigger.at)
    source = schedule_named(trigger.name)
    words = {
        "time": time_format(moment) if moment is not None else trigger.at,
        "whom": str(source.label) if source is not None else trigger.name,
    }
    if trigger.every == "week":
        days = all_of_words([str(WEEKDAYS[day]) for day in sorted(set(trigger.weekdays) or {0})])
        return _("Every %(days)s at %(time)s, %(whom)s") % {**words, "days": days}
    return _("Every day at %(time)s, %(whom)s") % words


def _change_words(trigger: TriggerPart) -> str:
    words = {
        "field": field_phrase(trigger.name),
        "old": _value_of_change(trigger.name, trigger.old),
        "new": _value_of_change(trigger.name, trigger.new),
    }
    if trigger.old and trigger.new:
        return _("When %(field)s changes from %(old)s to %(new)s") % words
    if trigger.new:
        return _("When %(field)s becomes %(new)s") % words
    if trigger.old:
        return _("When %(field)s is no longer %(old)s") % words
    return _("When there is a change in %(field)s") % words


def _value_of_change(name: str, key: str) -> str:
    field = field_named(name)
    return choice_words(field).get(key, quoted(key)) if field is not None else quoted(key)


def condition_words(condition: Condition, *, inside: bool = False, negated: bool = False) -> str:
    """Say what a condition asks for, or its contrary; groups inside others stand in brackets."""
    match condition:
        case Test():
            return comparison_words(condition, negated=negated)
        case Not():
            return condition_words(condition.part, inside=inside, negated=not negated)
        case All() | AnyOf():
            is_all = isinstance(condition, All) is not negated
            if not condition.parts:
                return _("that is always so") if is_all else _("that is never so")
            link = (
                pgettext("between conditions", " and ") if is_all else pgettext("between conditions", " or ")
            )
            words = link.join(condition_words(part, inside=True, negated=negated) for part in condition.parts)
            return (
                pgettext("in brackets", "(%(words)s)") % {"words": words}
                if inside and len(condition.parts) > 1
                else words
            )


def comparison_words(test: Test, *, negated: bool = False) -> str:
    """Say what one comparison asks for, or its contrary."""
    field = field_named(test.field)
    operator = operator_of(field.kind, test.operator) if field is not None else None
    if field is None or operator is None:
        return _("%(field)s (no longer there)") % {"field": test.field}
    opposite = operator_of(field.kind, OPPOSITES.get(test.operator, "")) if negated else None
    said = opposite or operator
    if field.kind == Kind.YES_NO and said.name in {KNOWN, UNKNOWN}:
        held = comparison_words(Test.model_validate({"field": test.field, "is": "yes"}))
        whether = _("it is known whether %(condition)s")
        if said.name == UNKNOWN:
            whether = _("it is not known whether %(condition)s")
        return whether % {"condition": held}
    words = _said(field, said, test)
    return _("it is not so that %(condition)s") % {"condition": words} if negated and not opposite else words


def _said(field: Field, operator: Operator, test: Test) -> str:
    """Say a comparison; of a measure also among what, and in how many days."""
    phrase, among = field_phrase(test.field), ""
    if field.scopes is not None:
        names = {str(key): str(label) for key, label in field.scopes()} if test.among else {}
        among = one_of_words([names.get(key, quoted(key)) for key in test.among]) or str(field.everything)
        phrase = phrase % {"among": among}
    words = str(field.sentences.get(operator.name, operator.words)) % {
        "field": phrase,
        "value": value_words(field, operator.name, operator.takes, test.value),
        "among": among,
    }
    if test.within is None:
        return words
    return _("%(condition)s in the last %(period)s") % {"condition": words, "period": days_words(test.within)}


def step_words(step: Step) -> str:
    """Say what a step does; of a branch its condition."""
    if step.do == BRANCH:
        condition = condition_words(step.condition) if step.condition is not None else ""
        return _("if %(condition)s") % {"condition": condition}
    action = ACTIONS.get(step.do)
    if action is None:
        return _("%(action)s (no longer there)") % {"action": step.do}
    return str(action.describe(step.values))


def steps_words(steps: Sequence[Step]) -> str:
    """Say steps one after the other; what is decided before others follow stands in brackets."""
    is_one = len(steps) == 1
    words = [
        step_words(step) if step.do != BRANCH else _branch_words(step, inside=not is_one) for step in steps
    ]
    return pgettext("between steps", ", then ").join(words)


def _branch_words(step: Step, *, inside: bool) -> str:
    words = {
        "condition": condition_words(step.condition) if step.condition is not None else "",
        "then": _inner_words(step.then) or _("do nothing"),
        "otherwise": _inner_words(step.otherwise),
    }
    if step.otherwise:
        said = _("if %(condition)s, %(then)s; otherwise %(otherwise)s") % words
    else:
        said = _("if %(condition)s, %(then)s") % words
    return pgettext("in brackets", "(%(words)s)") % {"words": said} if inside else said


def _inner_words(steps: Sequence[Step]) -> str:
    """Say the steps of one way; a lone decision in brackets, so that each "otherwise" is clear."""
    words = steps_words(steps)
    if len(steps) == 1 and steps[0].do == BRANCH:
        return pgettext("in brackets", "(%(words)s)") % {"words": words}
    return words


def once_words(definition: Definition) -> str:
    """Say how often a rule runs for one customer."""
    names = {
        "fact": _("each time"),
        "ever": _("once ever"),
        "day": _("once a day"),
        "week": _("once a week"),
        "month": _("once a month"),
    }
    once = definition.once_per
    if once in names:
        return names[once]
    return _("once for each value of %(field)s") % {"field": field_phrase(once)}


def subject_words(name: str) -> str:
    """Name a subject."""
    subject = SUBJECTS.get(name)
    return str(subject.label) if subject is not None else name
