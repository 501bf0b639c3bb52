"""What happens to holds, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OrderHeld(DomainEvent):
    """An order is held back: it is neither picked nor shipped until the hold is released."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class OrderReleased(DomainEvent):
    """A hold of an order was released; others may hold it still."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    hold_id: int
