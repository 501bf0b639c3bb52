"""What a slice above adds to entries: the next step that is typed beside one, and who hears of one.

The forms of the timeline ask for a next step; what becomes of it is decided above:

    STEP_PLANNERS.register(StepPlanner(name="activities", plan=plan, steps_of=steps_of, refusal=refusal))
    ENTRY_LISTENERS.register(EntryListener(name="mentions", heard=on_entry))
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm_core.customers.models import Customer
from crm_core.timeline.models import TimelineEntry
from shop.registry import Registry
from shop.user.models import User


class StepRefusedError(ValueError):
    """A next step that must not be planned so; the message is for staff."""


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What is to be done next, on which day, and by whom."""

    text: str
    due_on: date
    assignee: User | None


@dataclass(frozen=True, kw_only=True)
class ShownStep:
    """A next step as it stands below the entry beside which it was planned."""

    text: str
    due_on: date
    is_done: bool
    assignee: User | None
    url: str


@dataclass(frozen=True, kw_only=True)
class StepPlanner:
    """Who plans next steps: `plan` (customer, step, entry, by) in the caller's transaction.

    `plan` raises StepRefusedError. `steps_of` reads the steps beside entries, by their numbers, in as many
    queries whatever their number.
    """

    name: str
    plan: Callable[[Customer, NextStep, TimelineEntry, User], object]
    steps_of: Callable[[Sequence[int]], Mapping[int, Sequence[ShownStep]]]


@dataclass(frozen=True, kw_only=True)
class EntryListener:
    """Who hears, in the same transaction, of an entry that a colleague wrote or changed, and of whom by."""

    name: str
    heard: Callable[[TimelineEntry, User], None]


STEP_PLANNERS: Registry[StepPlanner] = Registry("planner of next steps")
ENTRY_LISTENERS: Registry[EntryListener] = Registry("listener to entries")


def plan_next_step(customer: Customer, step: NextStep, *, entry: TimelineEntry, by: User) -> None:
    """Have a next step planned. Raises StepRefusedError."""
    for planner in STEP_PLANNERS:
        planner.plan(customer, step, entry, by)


def steps_of(entries: Sequence[TimelineEntry]) -> Mapping[int, list[ShownStep]]:
    """Return the next steps planned beside entries, by the entries' numbers."""
    found: dict[int, list[ShownStep]] = defaultdict(list)
    for planner in STEP_PLANNERS:
        for number, steps in planner.steps_of([entry.pk for entry in entries]).items():
            found[number] += steps
    return found


def tell_of_entry(entry: TimelineEntry, *, by: User) -> None:
    """Tell who listens that a colleague wrote or changed an entry."""
    for listener in ENTRY_LISTENERS:
        listener.heard(entry, by)
