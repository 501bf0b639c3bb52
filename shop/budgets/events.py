"""What budgets tell, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class BudgetNearlySpent(DomainEvent):
    """A budget is used up to the share at which its people want to be warned; once in a period."""

    ordering: ClassVar[str] = "period_id"
    period_id: int
