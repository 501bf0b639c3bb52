"""What happens to tenders, as events; none says what anybody bids."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class TenderPublished(DomainEvent):
    """A buyer's need can be bid for."""

    ordering: ClassVar[str] = "tender_id"
    tender_id: int


@dataclass(frozen=True, kw_only=True)
class TenderInvited(DomainEvent):
    """A colleague was invited to bid."""

    ordering: ClassVar[str] = "tender_id"
    tender_id: int
    invitation_id: int


@dataclass(frozen=True, kw_only=True)
class TenderExtended(DomainEvent):
    """The deadline is later now; `deadline` is its moment (ISO 8601)."""

    ordering: ClassVar[str] = "tender_id"
    tender_id: int
    deadline: str


@dataclass(frozen=True, kw_only=True)
class TenderClosed(DomainEvent):
    """The deadline is over: the bids are opened."""

    ordering: ClassVar[str] = "tender_id"
    tender_id: int


@dataclass(frozen=True, kw_only=True)
class TenderCancelled(DomainEvent):
    """The buyer needs it no more; its bids stay sealed unless the deadline was over."""

    ordering: ClassVar[str] = "tender_id"
    tender_id: int


@dataclass(frozen=True, kw_only=True)
class TenderAwarded(DomainEvent):
    """The buyer took one bid as a whole."""

    ordering: ClassVar[str] = "tender_id"
    tender_id: int
    bid_id: int


@dataclass(frozen=True, kw_only=True)
class TenderOrdered(DomainEvent):
    """What was awarded is an order, at just the bid's prices."""

    ordering: ClassVar[str] = "tender_id"
    tender_id: int
    order_id: int
