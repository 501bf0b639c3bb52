"""Acting for customers, as events."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ActedForCustomer(DomainEvent):
    """A colleague began, or ended, to act for a buyer in the shop."""

    ordering: ClassVar[str] = "user_id"
    session_id: int
    staff_id: int
    user_id: int
    phase: Literal["started", "ended"]
