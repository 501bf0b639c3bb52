"""A draft as it is drawn: every place with its choices, its values and what is wrong there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from crm_core.automation.checking import is_offered
from crm_core.automation.definitions import DEEPEST
from crm_core.automation.drafts import GroupDraft, RuleDraft, StepDraft, TestDraft
from crm_core.automation.fields import all_fields, changed_fields, choices_of, field_named
from crm_core.automation.operators import operator_of, operators_of
from crm_core.automation.program import BRANCH
from crm_core.automation.registry import ACTIONS, SUBJECTS, TRIGGERS, Action, Field, Kind, Parameter, Start
from crm_core.automation.sentences import subject_words
from crm_core.automation.triggers import (
    event_choices,
    event_help,
    schedule_choices,
    subjects_of_trigger,
)
from crm_core.customers.access.fields import fields_of
from shop.configuration.queries import shop_currency
from shop.time_zones import time_zone_choices
from shop.user.models import User

Errors = Mapping[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a select or a row of boxes."""

    key: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class OptionGroup:
    """Choices under a heading."""

    label: str
    options: Sequence[Option]


@dataclass(kw_only=True)
class Node:
    """A part of a condition as it is drawn."""

    path: str
    is_group: bool = False
    number: int = 0
    mode: str = "all"
    may_nest: bool = False
    parts: list["Node"] = field(default_factory=list)
    field_groups: Sequence[OptionGroup] = ()
    operators: Sequence[Option] = ()
    takes: str = ""
    unit: str = ""
    value: str = ""
    boxes: Sequence[Option] = ()
    scopes: Sequence[Option] = ()
    scope_label: str = ""
    has_period: bool = False
    within: str = ""
    errors: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Input:
    """A parameter of a step as it is drawn."""

    name: str
    id: str
    parameter: Parameter
    value: str
    options: Sequence[Option]
    errors: Sequence[str]


@dataclass(kw_only=True)
class StepNode:
    """A step as it is drawn."""

    path: str
    id: str
    number: int
    do: str
    actions: Sequence[OptionGroup]
    inputs: Sequence[Input]
    errors: Mapping[str, list[str]]
    is_branch: bool = False
    is_first: bool = False
    is_last: bool = False
    condition: Node | None = None
    then: Sequence["StepNode"] = ()
    otherwise: Sequence["StepNode"] = ()


class ConditionDrawing:
    """Draws conditions out of the fields that are offered."""

    def __init__(self, offered: Sequence[Field], errors: Errors) -> None:
        self.offered, self.errors = offered, errors

    def errors_at(self, path: str) -> dict[str, list[str]]:
        """Return what is wrong at a place, by the names of its inputs."""
        prefix = f"{path}:"
        return {key[len(prefix) :]: words for key, words in self.errors.items() if key.startswith(prefix)}

    def group(self, group: GroupDraft, path: str, level: int = 1, number: int = 0) -> Node:
        """Draw a group and all that stands in it."""
        return Node(
            path=path,
            is_group=True,
            number=number,
            mode=group.mode,
            may_nest=level < DEEPEST - 1,
            errors=self.errors_at(path),
            parts=[
                self.group(part, f"{path}.{place}", level + 1, place + 1)
                if isinstance(part, GroupDraft)
                else self._test(part, f"{path}.{place}", place + 1)
                for place, part in enumerate(group.parts)
            ],
        )

    def _test(self, test: TestDraft, path: str, number: int) -> Node:
        chosen = field_named(test.field)
        offered = self.offered
        known = [*offered] if chosen is None or chosen in offered else [*offered, chosen]
        node = Node(
            path=path,
            number=number,
            value=test.value,
            errors=self.errors_at(path),
            field_groups=_field_groups(known, test.field),
        )
        if chosen is None:
            return node
        operators = operators_of(chosen.kind)
        operator = operator_of(chosen.kind, test.operator) or operators[0]
        node.operators = _options(((each.name, each.label) for each in operators), operator.name)
        node.takes = operator.takes
        node.unit = shop_currency() if chosen.kind == Kind.MONEY else str(chosen.unit)
        if operator.takes == "days":
            node.unit = _("days")
        if operator.takes == "keys":
            node.boxes = _many(choices_of(chosen), test.values)
        if chosen.scopes is not None:
            node.scopes, node.scope_label = _many(chosen.scopes(), test.among), str(chosen.scope_label)
        node.has_period, node.within = chosen.has_period, test.within
        return node


class Drawing:
    """Draws one draft for one user."""

    def __init__(self, draft: RuleDraft, user: User, errors: Errors) -> None:
        self.draft, self.user, self.errors = draft, user, errors
        self.start, self.event = draft.trigger.get("start", ""), draft.trigger.get("name", "")
        self.about = subjects_of_trigger(self.start, self.event)
        hidden = fields_of(user)
        self.offered = [
            each
            for each in all_fields()
            if is_offered(each, self.about, self.event)
            and (not each.hidden_as or hidden.shows(each.hidden_as))
        ]
        self.conditions = ConditionDrawing(self.offered, errors)

    def context(self) -> dict[str, object]:
        """Return all that the form's template needs."""
        trigger = self.draft.trigger
        return {
            "trigger": trigger,
            "starts": _options(starts(), trigger.get("start", "")),
            "events": _options(event_choices(), self.event),
            "event_help": event_help(self.event)
            if self.start == Start.EVENT and self.event not in TRIGGERS
            else "",
            "schedules": _options(schedule_choices(), self.event),
            "weekdays": _many(
                ((str(day), str(label)) for day, label in WEEKDAYS.items()), self.draft.weekdays
            ),
            "zones": _zones(trigger.get("zone", "")),
            "changes": _options(changed_fields().items(), self.event),
            "change_values": self._change_values(),
            "buttons": _options(((each.name, each.label) for each in SUBJECTS), self.event),
            "conditions": self.conditions.group(self.draft.conditions, "c"),
            "steps": self._steps(self.draft.steps, "s"),
            "once": _options([*periods(), *self._once_fields()], self.draft.once_per),
            "most_per_day": self.draft.most_per_day,
            "ends": _many(event_choices(), self.draft.ends_with),
            "errors": self.errors,
        }

    def _change_values(self) -> Sequence[Option]:
        found = field_named(self.event) if self.start == Start.CHANGE else None
        return _options(choices_of(found), "") if found is not None else ()

    def _once_fields(self) -> list[tuple[str, str]]:
        words = _("once for each “%(field)s”")
        return [
            (each.name, words % {"field": each.label})
            for each in self.offered
            if each.of in {"customer", "history"} and each.kind in {Kind.DATE, Kind.CHOICE, Kind.NUMBER}
        ]

    def _steps(self, steps: list[StepDraft], path: str) -> list[StepNode]:
        return [self._step(step, f"{path}.{place}", place, len(steps)) for place, step in enumerate(steps)]

    def _step(self, step: StepDraft, path: str, place: int, number: int) -> StepNode:
        action = ACTIONS.get(step.do)
        errors = self.conditions.errors_at(path)
        node = StepNode(
            path=path,
            id=step.id,
            number=place + 1,
            do=step.do,
            actions=self._actions(step.do),
            inputs=[self._input(each, step, path, errors) for each in action.parameters] if action else [],
            errors=errors,
            is_branch=step.do == BRANCH,
            is_first=place == 0,
            is_last=place == number - 1,
        )
        if node.is_branch:
            node.condition = self.conditions.group(step.condition, f"{path}.if")
            node.then = self._steps(step.then, f"{path}.then")
            node.otherwise = self._steps(step.otherwise, f"{path}.otherwise")
        return node

    @staticmethod
    def _input(parameter: Parameter, step: StepDraft, path: str, errors: Mapping[str, list[str]]) -> Input:
        value = step.values.get(parameter.name, str(parameter.default) if step.do else "")
        return Input(
            name=f"{path}:p-{parameter.name}",
            id=f"{path}-p-{parameter.name}".replace(".", "-"),
            parameter=parameter,
            value=value,
            options=_options(parameter.choices(), value) if parameter.choices is not None else (),
            errors=errors.get(parameter.name, []),
        )

    def _actions(self, chosen: str) -> list[OptionGroup]:
        """List what this user may have done after this trigger; what is chosen stays."""
        fitting = [action for action in ACTIONS if action.name == chosen or self._fits(action)]
        flow = {"wait", "wait_for_event", "wait_for_day", "stop"}
        doing = [(action.name, action.label) for action in fitting if action.name not in flow]
        leading = [(action.name, action.label) for action in fitting if action.name in flow]
        return [
            OptionGroup(label=_("Do something"), options=_options(doing, chosen)),
            OptionGroup(
                label=_("Lead on"),
                options=_options([*leading, (BRANCH, _("Decide by a condition"))], chosen),
            ),
        ]

    def _fits(self, action: Action) -> bool:
        if action.permission and not self.user.has_perm(action.permission):
            return False
        if action.subjects and action.subjects.isdisjoint(self.about):
            return False
        return not action.needs_customer or "customer" in self.about


def _options(choices: object, chosen: str) -> list[Option]:
    return [
        Option(key=str(key), label=str(label), is_chosen=str(key) == chosen)
        for key, label in choices  # type: ignore[attr-defined]
    ]


def _many(choices: object, chosen: Sequence[str]) -> list[Option]:
    return [
        Option(key=str(key), label=str(label), is_chosen=str(key) in chosen)
        for key, label in choices  # type: ignore[attr-defined]
    ]


def _field_groups(offered: Sequence[Field], chosen: str) -> list[OptionGroup]:
    """Gather fields by whose they are, in the order in which they first come."""
    order = {each.of: place for place, each in reversed(list(enumerate(offered)))}
    rows = sorted(offered, key=lambda each: (order[each.of], each.order))
    return [
        OptionGroup(
            label=_OWNERS.get(of, subject_words)(of),
            options=_options(((each.name, each.label) for each in found), chosen),
        )
        for of, found in groupby(rows, key=lambda each: each.of)
    ]


_OWNERS = {
    "event": lambda _of: _("What happened"),
    "run": lambda _of: _("This run of the rule"),
    "measure": lambda _of: _("What they bought and did"),
    "history": lambda _of: _("History of orders"),
}


def _zones(chosen: str) -> list[OptionGroup]:
    return [
        OptionGroup(label=str(area), options=_options(zones, chosen))
        if isinstance(zones, list)
        else OptionGroup(label=str(area), options=_options([(area, zones)], chosen))
        for area, zones in time_zone_choices()
    ]


def starts() -> list[tuple[str, str]]:
    """List what can start a rule."""
    return [
        (Start.EVENT, _("something happens")),
        (Start.CHANGE, _("a field changes")),
        (Start.SCHEDULE, _("its time has come (daily or weekly)")),
        (Start.BUTTON, _("a colleague presses a button")),
    ]


def periods() -> list[tuple[str, str]]:
    """List how often a rule may run for one customer."""
    return [
        ("fact", _("each time")),
        ("ever", _("once ever")),
        ("day", _("once a day")),
        ("week", _("once a week")),
        ("month", _("once a month")),
    ]
