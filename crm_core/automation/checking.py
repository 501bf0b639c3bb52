"""Whether all that a rule names exists, fits together, and may be written by who writes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from crm_core.automation.definitions import Condition, Definition, Not, Step, Test
from crm_core.automation.fields import changed_fields, choices_of, field_named
from crm_core.automation.operators import BadOperandError, operand_of, operator_of
from crm_core.automation.program import BRANCH
from crm_core.automation.registry import ACTIONS, SUBJECTS, Action, Ask, Field, Parameter, Start
from crm_core.automation.triggers import NOT_OFFERED, schedule_named, subjects_of_trigger
from crm_core.customers.access.fields import fields_of
from crm_core.timeline.mail_templates import shared_templates
from shop.events.registry import EVENTS
from shop.mail.kinds import TRANSACTIONAL
from shop.user.models import User

PERIODS = frozenset({"fact", "ever", "day", "week", "month"})
LONGEST_TEXT = 500


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong, and where: "trigger", "conditions.0.1", "steps.s2.subject" ..."""

    path: str
    words: str


class ProblemsError(ValueError):
    """A rule cannot be turned on as it is."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.words}" for problem in problems))
        self.problems = problems


def problems_of(definition: Definition, *, by: User | None = None) -> list[Problem]:
    """List what keeps a rule from being on; rights are asked of who writes it, none where nobody does."""
    return list(_problems(definition, by))


def _problems(definition: Definition, by: User | None) -> Iterator[Problem]:
    trigger = definition.trigger
    about = subjects_of_trigger(trigger.start, trigger.name)
    yield from _trigger_problems(definition)
    yield from condition_problems(definition.conditions, "conditions", about, trigger.name, by)
    if not definition.steps:
        yield Problem(path="steps", words=_("Say what is to be done."))
    yield from _step_problems(definition.steps, about, trigger.name, by)
    once = definition.once_per
    if once not in PERIODS and field_named(once) is None:
        yield Problem(path="once_per", words=_("There is no such field."))
    for name in definition.ends_with:
        if name not in EVENTS:
            yield Problem(path="ends_with", words=_("There is no event “%(name)s”.") % {"name": name})


def _trigger_problems(definition: Definition) -> Iterator[Problem]:
    trigger = definition.trigger
    known = {
        Start.EVENT: trigger.name in EVENTS and trigger.name not in NOT_OFFERED,
        Start.SCHEDULE: schedule_named(trigger.name) is not None,
        Start.CHANGE: trigger.name in changed_fields() if trigger.start == Start.CHANGE else True,
        Start.BUTTON: trigger.name in SUBJECTS,
    }
    if not known[Start(trigger.start)]:
        yield Problem(path="trigger.name", words=_("Choose what starts the rule."))
    if trigger.start == Start.SCHEDULE and trigger.every == "week" and not trigger.weekdays:
        yield Problem(path="trigger.weekdays", words=_("Choose at least one day."))
    if trigger.start == Start.BUTTON and not trigger.label:
        yield Problem(path="trigger.label", words=_("Say what stands on the button."))


def condition_problems(
    condition: Condition, path: str, about: frozenset[str], event: str, by: User | None
) -> Iterator[Problem]:
    """List what is wrong with a condition; paths number the parts of groups."""
    match condition:
        case Test():
            yield from _test_problems(condition, path, about, event, by)
        case Not():
            yield from condition_problems(condition.part, f"{path}.0", about, event, by)
        case _:
            for place, part in enumerate(condition.parts):
                yield from condition_problems(part, f"{path}.{place}", about, event, by)


def is_offered(field: Field, about: frozenset[str], event: str) -> bool:
    """Tell whether a field can be known after a trigger."""
    if field.events and event not in field.events:
        return False
    return (
        field.of in about or field.of in {"run", "event"} or (field.of == "history" and "customer" in about)
    )


def _test_problems(
    test: Test, path: str, about: frozenset[str], event: str, by: User | None
) -> Iterator[Problem]:
    field = field_named(test.field)
    if field is None:
        yield Problem(path=f"{path}.field", words=_("Choose a field."))
        return
    if not is_offered(field, about, event):
        yield Problem(path=f"{path}.field", words=_("This is not known when the rule starts so."))
    if by is not None and field.hidden_as and not fields_of(by).shows(field.hidden_as):
        yield Problem(path=f"{path}.field", words=_("Your role does not see this field."))
    operator = operator_of(field.kind, test.operator)
    if operator is None:
        yield Problem(path=f"{path}.is", words=_("Choose how to compare."))
        return
    try:
        operand = operand_of(operator, test.value)
    except BadOperandError:
        yield Problem(path=f"{path}.value", words=_VALUE_WORDS[operator.takes]())
        return
    yield from _measure_problems(field, test, path)
    if operator.takes == "keys" and field.choices is not None and isinstance(operand, frozenset):
        gone = operand - {str(key) for key, _label in choices_of(field)}
        if gone:
            yield Problem(path=f"{path}.value", words=_("A choice is no longer there; choose again."))


def _measure_problems(field: Field, test: Test, path: str) -> Iterator[Problem]:
    keys = {str(key) for key, _label in field.scopes()} if field.scopes is not None else set()
    if not keys.issuperset(test.among):
        yield Problem(path=f"{path}.value", words=_("A choice is no longer there; choose again."))
    if test.within is not None and not field.has_period:
        yield Problem(path=f"{path}.value", words=_("This is not counted by days."))


_VALUE_WORDS = {
    "": lambda: _("Leave this empty."),
    "text": lambda: _("Type a text of up to 200 characters."),
    "number": lambda: _("Type a number."),
    "days": lambda: _("Type a whole number of days."),
    "day": lambda: _("Choose a day."),
    "keys": lambda: _("Choose at least one."),
}


def _step_problems(
    steps: list[Step], about: frozenset[str], event: str, by: User | None
) -> Iterator[Problem]:
    for step in steps:
        path = f"steps.{step.id}"
        if step.do == BRANCH:
            if step.condition is not None:
                yield from condition_problems(step.condition, f"{path}.if", about, event, by)
            yield from _step_problems(step.then, about, event, by)
            yield from _step_problems(step.otherwise, about, event, by)
            continue
        action = ACTIONS.get(step.do)
        if action is None:
            yield Problem(path=f"{path}.do", words=_("Choose what to do."))
            continue
        yield from _action_problems(action, f"{path}.do", about, by)
        if step.do == "send_mail":
            yield from _mail_problems(step, path, about)
        for parameter in action.parameters:
            words = parameter_problem(parameter, step.values)
            if words:
                yield Problem(path=f"{path}.{parameter.name}", words=words)


def _mail_problems(step: Step, path: str, about: frozenset[str]) -> Iterator[Problem]:
    purpose, key = str(step.values.get("purpose", "")), str(step.values.get("template", ""))
    if purpose == TRANSACTIONAL and "order" not in about:
        words = _("Without consent only of an order; choose what else it is about.")
        yield Problem(path=f"{path}.purpose", words=words)
    template = shared_templates().filter(pk=key).first() if key.isdecimal() else None
    if template is not None and template.purpose and template.purpose != purpose:
        words = _("This template is for another purpose.")
        yield Problem(path=f"{path}.template", words=words)


def _action_problems(action: Action, path: str, about: frozenset[str], by: User | None) -> Iterator[Problem]:
    if action.subjects and action.subjects.isdisjoint(about):
        yield Problem(path=path, words=_("This does not fit what starts the rule."))
    if action.needs_customer and "customer" not in about:
        yield Problem(path=path, words=_("This needs a customer; the event has none."))
    if by is not None and action.permission and not by.has_perm(action.permission):
        yield Problem(path=path, words=_("You may not have rules do this."))


def parameter_problem(parameter: Parameter, values: Mapping[str, object]) -> str:
    """Say what is wrong with the value of a parameter; empty where nothing is."""
    value = values.get(parameter.name)
    text = "" if value is None else str(value).strip()
    if not text:
        return _("Fill this in.") if parameter.is_required and parameter.ask != Ask.YES_NO else ""
    if parameter.ask == Ask.NUMBER:
        return _number_problem(parameter, text)
    if parameter.ask == Ask.CHOICE and parameter.choices is not None:
        known = {str(key) for key, _label in parameter.choices()}
        return "" if text in known else _("This choice is no longer there.")
    if parameter.ask in {Ask.TEXT, Ask.LONG_TEXT}:
        most = parameter.most or LONGEST_TEXT
        if len(text) > most:
            return _("At most %(most)d characters.") % {"most": most}
    return parameter.check(text) if parameter.check is not None else ""


def _number_problem(parameter: Parameter, text: str) -> str:
    try:
        number = int(text)
    except ValueError:
        return _("Type a whole number.")
    if parameter.least is not None and number < parameter.least:
        return _("At least %(least)d.") % {"least": parameter.least}
    if parameter.most is not None and number > parameter.most:
        return _("At most %(most)d.") % {"most": parameter.most}
    return parameter.check(text) if parameter.check is not None else ""
