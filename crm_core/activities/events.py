"""What happens to activities, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ActivityPlanned(DomainEvent):
    """A to-do, call, meeting, mail or visit was planned by a colleague, a rule or a series."""

    ordering: ClassVar[str] = "customer_id"
    activity_id: int
    customer_id: int | None
    assignee_id: int | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class ActivityCompleted(DomainEvent):
    """A colleague did an activity; its outcome and what came of it are with the activity."""

    ordering: ClassVar[str] = "customer_id"
    activity_id: int
    customer_id: int | None
    assignee_id: int | None
    kind: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ActivityCancelled(DomainEvent):
    """An activity was called off, or one of a series skipped."""

    ordering: ClassVar[str] = "customer_id"
    activity_id: int
    customer_id: int | None
    assignee_id: int | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class ColleagueMentioned(DomainEvent):
    """A colleague was named by @ in a note or an activity, and may see what it is about."""

    mention_id: int
