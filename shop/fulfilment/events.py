"""What happens to shipments, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ShipmentShipped(DomainEvent):
    """Pieces of an order have gone out together; `OrderDispatched` says when nothing is left."""

    ordering: ClassVar[str] = "order_id"
    shipment_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class ShipmentDelivered(DomainEvent):
    """A shipment has arrived, as staff, the carrier or the calendar say."""

    ordering: ClassVar[str] = "order_id"
    shipment_id: int
    order_id: int
