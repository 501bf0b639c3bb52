"""A rule while it is written: what stands in the form, however unfinished, and back and forth to JSON.

Inputs are named by their place: "c.0.1:field" is the field of the second part of the first group, "s.2:do"
what the third step does, "s.2.then.0:p-subject" a parameter of a step in a branch, "s.2.if.0:field" a part
of its condition. A button of the form sends `op` ("add-test:c", "remove:s.1", "up:s.2" ...): the draft is
changed and drawn again, and nothing that was typed is lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field as spec

from django.http import QueryDict

from crm_core.automation.definitions import DEEPEST, MOST_STEPS, MOST_TESTS
from crm_core.automation.fields import field_named
from crm_core.automation.operators import operator_of
from crm_core.automation.program import BRANCH
from crm_core.automation.registry import ACTIONS, Ask, Start

MODES = ("all", "any", "none")
TRIGGER_NAMES = {
    Start.EVENT: "event",
    Start.SCHEDULE: "schedule",
    Start.CHANGE: "change",
    Start.BUTTON: "button",
}


@dataclass(kw_only=True)
class TestDraft:
    """A comparison as typed; `values` are the keys that were ticked."""

    __test__ = False
    field: str = ""
    operator: str = ""
    value: str = ""
    values: list[str] = spec(default_factory=list)
    among: list[str] = spec(default_factory=list)
    within: str = ""


@dataclass(kw_only=True)
class GroupDraft:
    """Parts of which all, any or none are to hold."""

    mode: str = "all"
    parts: list["GroupDraft | TestDraft"] = spec(default_factory=list)


@dataclass(kw_only=True)
class StepDraft:
    """A step as typed."""

    id: str = ""
    do: str = ""
    values: dict[str, str] = spec(default_factory=dict)
    condition: GroupDraft = spec(default_factory=GroupDraft)
    then: list["StepDraft"] = spec(default_factory=list)
    otherwise: list["StepDraft"] = spec(default_factory=list)


@dataclass(kw_only=True)
class RuleDraft:
    """A whole rule as typed; `trigger` holds the typed values by the names of `TriggerPart`."""

    trigger: dict[str, str] = spec(default_factory=dict)
    weekdays: list[str] = spec(default_factory=list)
    conditions: GroupDraft = spec(default_factory=GroupDraft)
    steps: list[StepDraft] = spec(default_factory=list)
    once_per: str = "fact"
    most_per_day: str = "5"
    ends_with: list[str] = spec(default_factory=list)


def posted_draft(data: QueryDict) -> RuleDraft:
    """Read a form as it was sent."""
    start = data.get("start", Start.EVENT)
    name = data.get(f"trigger-{TRIGGER_NAMES.get(Start(start), 'event')}", "") if start in set(Start) else ""
    keys = ("old", "new", "every", "at", "zone", "label")
    return RuleDraft(
        trigger={"start": start, "name": name, **{key: data.get(f"trigger-{key}", "") for key in keys}},
        weekdays=data.getlist("trigger-weekdays"),
        conditions=posted_group(data, "c", 1),
        steps=_posted_steps(data, "s", 1),
        once_per=data.get("once_per", "fact"),
        most_per_day=data.get("most_per_day", "5").strip(),
        ends_with=[name for name in data.getlist("ends_with") if name],
    )


def posted_group(data: QueryDict, path: str, level: int) -> GroupDraft:
    """Read the group of conditions at a place; `level` counts from 1."""
    mode = data.get(f"{path}:mode", "all")
    group = GroupDraft(mode=mode if mode in MODES else "all")
    for place in range(MOST_TESTS):
        inner = f"{path}.{place}"
        kind = data.get(f"{inner}:kind")
        if kind is None or level > DEEPEST:
            break
        if kind == "group":
            group.parts.append(posted_group(data, inner, level + 1))
            continue
        group.parts.append(
            TestDraft(
                field=data.get(f"{inner}:field", ""),
                operator=data.get(f"{inner}:is", ""),
                value=data.get(f"{inner}:value", "").strip(),
                values=data.getlist(f"{inner}:values"),
                among=data.getlist(f"{inner}:among"),
                within=data.get(f"{inner}:within", "").strip(),
            )
        )
    return group


def _posted_steps(data: QueryDict, path: str, level: int) -> list[StepDraft]:
    found: list[StepDraft] = []
    for place in range(MOST_STEPS):
        inner = f"{path}.{place}"
        if f"{inner}:do" not in data or level > DEEPEST:
            break
        do = data.get(f"{inner}:do", "")
        prefix = f"{inner}:p-"
        found.append(
            StepDraft(
                id=data.get(f"{inner}:id", ""),
                do=do,
                values={key[len(prefix) :]: data.get(key, "") for key in data if key.startswith(prefix)},
                condition=posted_group(data, f"{inner}.if", 1),
                then=_posted_steps(data, f"{inner}.then", level + 1),
                otherwise=_posted_steps(data, f"{inner}.otherwise", level + 1),
            )
        )
    return found


def stored_draft(stored: Mapping[str, object]) -> RuleDraft:
    """Read a definition as it is stored (it was checked then)."""
    trigger = _mapping(stored.get("trigger"))
    plain = {key: str(value) for key, value in trigger.items() if key != "weekdays"}
    draft = RuleDraft(
        trigger=plain,
        weekdays=[str(day) for day in _list(trigger.get("weekdays"))],
        once_per=str(stored.get("once_per", "fact")),
        most_per_day=str(stored.get("most_per_day", 5)),
        ends_with=[str(name) for name in _list(stored.get("ends_with"))],
        steps=[_stored_step(_mapping(step)) for step in _list(stored.get("steps"))],
    )
    draft.conditions = as_group(_mapping(stored.get("conditions")))
    return draft


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def as_group(stored: Mapping[str, object]) -> GroupDraft:
    """Read a stored condition as the outermost group of a form."""
    found = _stored_condition(stored) if stored else GroupDraft()
    return found if isinstance(found, GroupDraft) else GroupDraft(parts=[found])


def _stored_condition(stored: Mapping[str, object]) -> GroupDraft | TestDraft:
    for mode in ("all", "any"):
        if mode in stored:
            parts = [_stored_condition(_mapping(part)) for part in _list(stored[mode])]
            return GroupDraft(mode=mode, parts=parts)
    if "not" in stored:
        return _without(_mapping(stored["not"]))
    value = stored.get("value")
    return TestDraft(
        field=str(stored.get("field", "")),
        operator=str(stored.get("is", "")),
        value="" if value is None or isinstance(value, list) else str(value),
        values=[str(key) for key in _list(value)],
        among=[str(key) for key in _list(stored.get("among"))],
        within=str(stored.get("within") or ""),
    )


def _without(part: Mapping[str, object]) -> GroupDraft:
    """Write a negation as "none of": of all parts together it is that one of them does not hold."""
    if "all" in part and len(_list(part["all"])) != 1:
        return GroupDraft(mode="any", parts=[_without(_mapping(each)) for each in _list(part["all"])])
    inner = _list(part.get("any", part.get("all"))) if "any" in part or "all" in part else [part]
    return GroupDraft(mode="none", parts=[_stored_condition(_mapping(each)) for each in inner])


def _stored_step(stored: Mapping[str, object]) -> StepDraft:
    return StepDraft(
        id=str(stored.get("id", "")),
        do=str(stored.get("do", "")),
        values={key: _typed(value) for key, value in _mapping(stored.get("with")).items()},
        condition=as_group(_mapping(stored.get("if"))),
        then=[_stored_step(_mapping(step)) for step in _list(stored.get("then"))],
        otherwise=[_stored_step(_mapping(step)) for step in _list(stored.get("otherwise"))],
    )


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value)


#: Where a problem of the JSON stands in the form.
Places = dict[str, str]


def as_definition(draft: RuleDraft) -> tuple[dict[str, object], Places]:
    """Write a draft as JSON, with where each part of it stands in the form."""
    places: Places = {"conditions": "c"}
    conditions = group_json(draft.conditions, "c", "conditions", places)
    ids = {step.id for step in _all(draft.steps) if step.id}
    steps = [_step_json(step, f"s.{place}", places, ids) for place, step in enumerate(draft.steps)]
    trigger: dict[str, object] = {key: value for key, value in draft.trigger.items() if value}
    if trigger.get("start") == Start.SCHEDULE and trigger.get("every") == "week":
        trigger["weekdays"] = sorted(int(day) for day in draft.weekdays if day.isdecimal())
    for key in _UNUSED.get(str(trigger.get("start")), ()):
        trigger.pop(key, None)
    most = draft.most_per_day
    return {
        "trigger": trigger,
        "conditions": conditions,
        "steps": steps,
        "once_per": draft.once_per,
        "most_per_day": int(most) if most.isdecimal() else most,
        "ends_with": draft.ends_with,
    }, places


_UNUSED = {
    "event": ("old", "new", "every", "at", "zone", "label"),
    "schedule": ("old", "new", "label"),
    "change": ("every", "at", "zone", "label"),
    "button": ("old", "new", "every", "at", "zone"),
}


def group_json(group: GroupDraft, path: str, place: str, places: Places) -> dict[str, object]:
    """Write a group as JSON; `places` gets where each part of it stands in the form."""
    places[place] = path
    inner_place = f"{place}.0" if group.mode == "none" else place
    parts = []
    for number, part in enumerate(group.parts):
        inner, told = f"{path}.{number}", f"{inner_place}.{number}"
        if isinstance(part, GroupDraft):
            parts.append(group_json(part, inner, told, places))
        else:
            places[told] = inner
            parts.append(_test_json(part))
    if group.mode == "none":
        return {"not": {"any": parts}}
    return {group.mode: parts}


def _test_json(test: TestDraft) -> dict[str, object]:
    found = field_named(test.field)
    operator = operator_of(found.kind, test.operator) if found is not None else None
    asked: dict[str, object] = {"field": test.field or "-", "is": test.operator or "-"}
    if found is not None and found.scopes is not None and test.among:
        asked["among"] = test.among
    if found is not None and found.has_period and test.within:
        asked["within"] = int(test.within) if test.within.isdecimal() else test.within
    if operator is None or operator.takes == "":
        return asked
    if operator.takes == "keys":
        return {**asked, "value": test.values}
    return {**asked, "value": test.value}


def _step_json(step: StepDraft, path: str, places: Places, ids: set[str]) -> dict[str, object]:
    if not step.id:
        step.id = next(name for number in range(1, 1000) if (name := f"s{number}") not in ids)
        ids.add(step.id)
    places[f"steps.{step.id}"] = path
    if step.do == BRANCH:
        return {
            "id": step.id,
            "do": BRANCH,
            "if": group_json(step.condition, f"{path}.if", f"steps.{step.id}.if", places),
            "then": [
                _step_json(inner, f"{path}.then.{place}", places, ids)
                for place, inner in enumerate(step.then)
            ],
            "otherwise": [
                _step_json(inner, f"{path}.otherwise.{place}", places, ids)
                for place, inner in enumerate(step.otherwise)
            ],
        }
    return {"id": step.id, "do": step.do or "-", "with": _values_json(step)}


def _values_json(step: StepDraft) -> dict[str, object]:
    action = ACTIONS.get(step.do)
    found: dict[str, object] = {}
    for parameter in action.parameters if action is not None else ():
        text = step.values.get(parameter.name, "").replace("\r\n", "\n").strip()
        if parameter.ask == Ask.YES_NO:
            found[parameter.name] = bool(text)
        elif text:
            is_number = parameter.ask == Ask.NUMBER and text.lstrip("-").isdecimal()
            found[parameter.name] = int(text) if is_number else text
    return found


def _all(steps: list[StepDraft]) -> Iterator[StepDraft]:
    for step in steps:
        yield step
        yield from _all(step.then)
        yield from _all(step.otherwise)
