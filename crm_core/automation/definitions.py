"""What a rule says, as JSON that a migration can read, and the check of its shape.

    {"trigger": {"start": "event", "name": "OrderPlaced"},
     "conditions": {"all": [{"field": "customer.stage", "is": "one_of", "value": ["new"]},
                            {"not": {"field": "customer.tags", "is": "has_any", "value": ["12"]}}]},
     "steps": [{"id": "s1", "do": "wait", "with": {"number": 7, "unit": "days"}},
               {"id": "s2", "do": "branch", "if": {"field": "...", "is": "known"},
                "then": [{"id": "s3", "do": "create_activity", "with": {"subject": "Call"}}],
                "otherwise": []}],
     "once_per": "fact", "most_per_day": 5, "ends_with": ["OrderPlaced"]}

Whether fields, operators, actions and their values exist is asked of the registries (`checking`).
"""

from collections.abc import Iterator
from datetime import time
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field as Spec, StringConstraints, field_validator, model_validator

from crm_core.automation.registry import Start

MOST_STEPS = 40
MOST_TESTS = 40
DEEPEST = 5
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
StepId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,12}$")]
Plain = str | int | bool


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Test(_Part):
    """One comparison; `value` is as typed: text, a number as text, a list of keys, a number of days.

    Of a measure `among` are the keys of what is counted (none: everything), `within` the days back from today
    (None: ever).
    """

    __test__ = False
    field: Name
    operator: Name = Spec(alias="is")
    value: Plain | list[str] | None = None
    among: list[str] = []
    within: Annotated[int, Spec(ge=1, le=36_500)] | None = None


class All(_Part):
    """All parts hold; without parts it holds."""

    parts: list["Condition"] = Spec(alias="all")


class AnyOf(_Part):
    """At least one part holds."""

    parts: list["Condition"] = Spec(alias="any")


class Not(_Part):
    """The part does not hold."""

    part: "Condition" = Spec(alias="not")


Condition = All | AnyOf | Not | Test


class TriggerPart(_Part):
    """What starts it. `name`: the event's class, the trigger of a schedule, the changed field, the subject.

    `old` and `new` are of a change (empty: whatever), `every`, `weekdays` (0: Monday) and `at` (local) of a
    schedule in `zone` (empty: the shop's), `label` is on the button.
    """

    start: Start
    name: Name
    old: str = ""
    new: str = ""
    every: Literal["day", "week"] = "day"
    weekdays: list[Annotated[int, Spec(ge=0, le=6)]] = []
    at: str = "08:00"
    zone: str = ""
    label: Annotated[str, StringConstraints(max_length=60)] = ""

    @field_validator("at")
    @classmethod
    def _is_time(cls, value: str) -> str:
        time.fromisoformat(value)
        return value

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value and value not in available_timezones():
            raise ValueError(value)
        return value


class Step(_Part):
    """One step. `do` names an action, or is "branch", which has a condition and two lists of steps."""

    id: StepId
    do: Name
    values: dict[str, Plain] = Spec(default={}, alias="with")
    condition: Condition | None = Spec(default=None, alias="if")
    then: list["Step"] = []
    otherwise: list["Step"] = []

    @model_validator(mode="after")
    def _branch_alone_has_a_condition(self) -> "Step":
        if (self.do == "branch") != (self.condition is not None):
            raise ValueError("A branch, and nothing else, has a condition.")
        if self.do != "branch" and (self.then or self.otherwise):
            raise ValueError("Only a branch has steps of its own.")
        return self


class Definition(_Part):
    """A whole rule. `once_per`: "fact", "ever", "day", "week", "month", or the name of a field.

    With the name of a field it runs once for each value of it ("customer.last_order": once for each latest
    order). `most_per_day` limits the runs for one customer. `ends_with` names events that end a run that is
    under way.
    """

    trigger: TriggerPart
    conditions: Condition = All(all=[])
    steps: list[Step] = []
    once_per: Name = "fact"
    most_per_day: Annotated[int, Spec(ge=1, le=100)] = 5
    ends_with: list[Name] = []

    @model_validator(mode="after")
    def _is_bounded(self) -> "Definition":
        ids = [step.id for step in all_steps(self.steps)]
        if len(set(ids)) != len(ids):
            raise ValueError("Two steps have the same id.")
        if len(ids) > MOST_STEPS:
            raise ValueError(f"A rule has at most {MOST_STEPS} steps.")
        trees = [self.conditions, *(step.condition for step in all_steps(self.steps) if step.condition)]
        if any(depth_of(tree) > DEEPEST or len(list(tests_in(tree))) > MOST_TESTS for tree in trees):
            raise ValueError(f"Conditions have at most {MOST_TESTS} parts and {DEEPEST} levels.")
        return self

    def as_json(self) -> dict[str, object]:
        """Return it as it is stored."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


All.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()
Step.model_rebuild()
Definition.model_rebuild()


def all_steps(steps: list[Step]) -> Iterator[Step]:
    """Go through steps and those of their branches, in the order of the form."""
    for step in steps:
        yield step
        yield from all_steps(step.then)
        yield from all_steps(step.otherwise)


def tests_in(condition: Condition) -> Iterator[Test]:
    """Go through the comparisons of a condition."""
    match condition:
        case Test():
            yield condition
        case Not():
            yield from tests_in(condition.part)
        case All() | AnyOf():
            for part in condition.parts:
                yield from tests_in(part)


def depth_of(condition: Condition) -> int:
    """Count the levels of a condition."""
    match condition:
        case Not():
            return 1 + depth_of(condition.part)
        case All() | AnyOf():
            return 1 + max((depth_of(part) for part in condition.parts), default=0)
        case _:
            return 1


def read_definition(stored: object) -> Definition:
    """Read what is stored. Raises pydantic.ValidationError for what is no definition."""
    return Definition.model_validate(stored)
