"""What happens to commissions, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CommissionChanged(DomainEvent):
    """What a partner earns by an order was noted, written anew or taken back, in part or whole."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
