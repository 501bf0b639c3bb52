"""A rule as sentences in the reader's language."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_time
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _, pgettext

from crm_core.automation.definitions import All, AnyOf, Condition, Definition, Not, Step, Test, TriggerPart
from crm_core.automation.fields import changed_fields, choices_of, field_named
from crm_core.automation.operators import operator_of
from crm_core.automation.program import BRANCH
from crm_core.automation.registry import ACTIONS, SUBJECTS, Field, Kind, Start
from crm_core.automation.triggers import event_words, schedule_named
from shop.configuration.queries import shop_currency
from shop.formats import format_money


def rule_sentence(definition: Definition) -> str:
    """Say when a rule starts and what it asks for: "When an order is placed, if Stage is new"."""
    conditions = definition.conditions
    when = trigger_words(definition.trigger)
    if isinstance(conditions, All | AnyOf) and not conditions.parts:
        return when
    return _("%(when)s, if %(conditions)s") % {"when": when, "conditions": condition_words(conditions)}


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
        days = ", ".join(str(WEEKDAYS[day]) for day in sorted(set(trigger.weekdays) or {0}))
        return _("Every %(days)s at %(time)s, %(whom)s") % {**words, "days": days}
    return _("Every day at %(time)s, %(whom)s") % words


def _change_words(trigger: TriggerPart) -> str:
    field = field_named(trigger.name)
    label = str(field.label) if field is not None else changed_fields().get(trigger.name, trigger.name)
    words = {
        "field": label,
        "old": _choice_words(field, trigger.old),
        "new": _choice_words(field, trigger.new),
    }
    if trigger.old and trigger.new:
        return _("When “%(field)s” changes from %(old)s to %(new)s") % words
    if trigger.new:
        return _("When “%(field)s” becomes %(new)s") % words
    if trigger.old:
        return _("When “%(field)s” is no longer %(old)s") % words
    return _("When “%(field)s” changes") % words


def _choice_words(field: Field | None, key: str) -> str:
    if field is None or field.choices is None:
        return key
    return next((str(label) for value, label in field.choices() if str(value) == key), key)


def condition_words(condition: Condition, *, inside: bool = False) -> str:
    """Say what a condition asks for; groups inside others stand in brackets."""
    match condition:
        case Test():
            return test_words(condition)
        case Not():
            return _("not (%(condition)s)") % {"condition": condition_words(condition.part)}
        case All() | AnyOf():
            if not condition.parts:
                return _("always") if isinstance(condition, All) else _("never")
            link = pgettext("between conditions", " and ")
            if isinstance(condition, AnyOf):
                link = pgettext("between conditions", " or ")
            words = link.join(condition_words(part, inside=True) for part in condition.parts)
            return f"({words})" if inside and len(condition.parts) > 1 else words


def test_words(test: Test) -> str:
    """Say what one comparison asks for."""
    field = field_named(test.field)
    operator = operator_of(field.kind, test.operator) if field is not None else None
    if field is None or operator is None:
        return _("%(field)s (no longer there)") % {"field": test.field}
    words = {"field": inside_words(field.label), "value": value_words(field, operator.takes, test.value)}
    return str(operator.words) % words


def inside_words(label: object) -> str:
    """Write a label inside a sentence: its first letter small, unless it begins an abbreviation."""
    text = str(label)
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def value_words(field: Field, takes: str, value: object) -> str:
    """Write what a field is compared with."""
    if takes == "keys":
        names = {str(key): str(label) for key, label in choices_of(field)}
        keys = value if isinstance(value, list) else []
        return pgettext("between choices", " or ").join(names.get(str(key), str(key)) for key in keys)
    if takes == "day":
        try:
            return date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
        except ValueError:
            return str(value)
    if takes == "number":
        return amount_words(field, value)
    return str(value) if value is not None else ""


def amount_words(field: Field, value: object) -> str:
    """Write a number, of money with its currency."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if field.kind == Kind.MONEY:
        return str(format_money(number, shop_currency()))
    return number_format(number.normalize() if number % 1 else int(number))


def found_words(field: Field | None, found: object) -> str:  # noqa: PLR0911 - one for each kind
    """Write a value that a log kept."""
    if found is None:
        return _("not known")
    if field is None:
        return str(found)
    text = str(found)
    if field.kind in {Kind.CHOICE, Kind.TAGS}:
        names = {str(key): str(label) for key, label in choices_of(field)}
        return ", ".join(names.get(part, part) for part in text.split(", "))
    if field.kind == Kind.DATE:
        try:
            return date_format(date.fromisoformat(text[:10]), "DATE_FORMAT")
        except ValueError:
            return text
    if field.kind == Kind.YES_NO:
        return _("yes") if text == "True" else _("no")
    return amount_words(field, text) if field.kind in {Kind.NUMBER, Kind.MONEY} else text


def step_words(step: Step) -> str:
    """Say what a step does; of a branch its condition."""
    if step.do == BRANCH:
        condition = condition_words(step.condition) if step.condition is not None else ""
        return _("if %(condition)s") % {"condition": condition}
    action = ACTIONS.get(step.do)
    if action is None:
        return _("%(action)s (no longer there)") % {"action": step.do}
    return str(action.describe(step.values))


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
    field = field_named(once)
    return _("once for each value of “%(field)s”") % {
        "field": str(field.label) if field is not None else once
    }


def subject_words(name: str) -> str:
    """Name a subject."""
    subject = SUBJECTS.get(name)
    return str(subject.label) if subject is not None else name
