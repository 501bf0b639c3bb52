"""What purchase requests tell, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PurchaseRequested(DomainEvent):
    """A buyer of a company submitted an order for approval."""

    ordering: ClassVar[str] = "request_id"
    request_id: int


@dataclass(frozen=True, kw_only=True)
class PurchaseApprovalAsked(DomainEvent):
    """Approvers of a request are asked: of the first level, of the next one, anew, or as an escalation."""

    ordering: ClassVar[str] = "request_id"
    request_id: int


@dataclass(frozen=True, kw_only=True)
class PurchaseApproved(DomainEvent):
    """The last approver of a request agreed; it is ordered with it."""

    ordering: ClassVar[str] = "request_id"
    request_id: int


@dataclass(frozen=True, kw_only=True)
class PurchaseOrdered(DomainEvent):
    """A request became an order."""

    ordering: ClassVar[str] = "request_id"
    request_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class PurchaseRejected(DomainEvent):
    """An approver rejected a request."""

    ordering: ClassVar[str] = "request_id"
    request_id: int


@dataclass(frozen=True, kw_only=True)
class PurchaseClosed(DomainEvent):
    """A request ended without an answer: its buyer cancelled it, or it expired (`state`)."""

    ordering: ClassVar[str] = "request_id"
    request_id: int
    state: str
