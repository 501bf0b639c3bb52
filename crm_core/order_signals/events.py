"""What the order signals tell, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OrderSignalRaised(DomainEvent):
    """Something new is to be said of a customer's orders; `kind` is what (`kinds.SignalKind`).

    `order_id` is the order that it is about, None for one about the customer as a whole.
    """

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    signal_id: int
    kind: str
    order_id: int | None


@dataclass(frozen=True, kw_only=True)
class OrderSignalEnded(DomainEvent):
    """What was said of a customer's orders does not hold any more, mostly because an order came."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    signal_id: int
    kind: str
    order_id: int | None
