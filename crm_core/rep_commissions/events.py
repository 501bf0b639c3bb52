"""What happens to the commissions of representatives, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CommissionStatementApproved(DomainEvent):
    """A manager approved what a representative earned in a period; from then on it does not change."""

    ordering: ClassVar[str] = "statement_id"
    statement_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class CommissionStatementPaid(DomainEvent):
    """An approved statement of commissions was recorded as paid."""

    ordering: ClassVar[str] = "statement_id"
    statement_id: int
    user_id: int
