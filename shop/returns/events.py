"""What happens to a return, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(DomainEvent):
    """Pieces of an order are to go back; published with the request."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnApproved(DomainEvent):
    """The buyer may send the pieces."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnRefused(DomainEvent):
    """The shop does not take the pieces back; the return says why."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnCancelled(DomainEvent):
    """The buyer keeps the pieces, or they never came."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(DomainEvent):
    """The first pieces of a return have arrived."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    return_id: int


@dataclass(frozen=True, kw_only=True)
class ReturnSettled(DomainEvent):
    """The buyer got money, credit or a replacement for pieces; once for each settlement."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    return_id: int
    settlement_id: int
