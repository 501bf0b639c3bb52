"""What happens to an order, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(DomainEvent):
    """An order was written, by whatever way; published with it, before any money moved."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(DomainEvent):
    """An order was cancelled and its stock freed."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderAuthorised(DomainEvent):
    """An order's money is held on a card, or a company has promised it: it can be packed."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderPaid(DomainEvent):
    """The whole amount of an order has arrived."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderDispatched(DomainEvent):
    """All of an order that is to be sent has gone out; single shipments are told by `ShipmentShipped`."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderQuantitiesCancelled(DomainEvent):
    """Other pieces of an order than before are called off: fewer, or more, are to be sent."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderChanged(DomainEvent):
    """A placed order was changed: its lines, delivery, discounts or address, or pieces came back.

    `change_id` names the `order_changes.OrderChange` with what was before and after; amounts are strings,
    gross and net, in the order's currency: by how much the order's value rose (negative: fell).
    """

    ordering: ClassVar[str] = "order_id"
    order_id: int
    change_id: int
    difference: str = "0.00"
    difference_excl_tax: str = "0.00"
