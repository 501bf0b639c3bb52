"""What approvals tell, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ApprovalRequested(DomainEvent):
    """Somebody, or a rule, has asked for an approval."""

    ordering: ClassVar[str] = "approval_id"
    approval_id: int


@dataclass(frozen=True, kw_only=True)
class ApprovalClosed(DomainEvent):
    """An approval has ended, once: approved, refused, withdrawn, expired or void."""

    ordering: ClassVar[str] = "approval_id"
    approval_id: int
    state: str
