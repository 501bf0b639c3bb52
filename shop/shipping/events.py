"""What happens to a pick-up, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PickupReady(DomainEvent):
    """An order waits at its pick-up point; published once."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class PickedUp(DomainEvent):
    """An order was handed over to its buyer at the pick-up point; published once."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
