"""What happens to the stock, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class StockLow(DomainEvent):
    """Fewer pieces of a stock record are free than its threshold, or none where it has none.

    Published once on the way down; `left` pieces belong to no order (0 or less: sold out).
    """

    ordering: ClassVar[str] = "stockrecord_id"
    stockrecord_id: int
    product_id: int
    left: int
    threshold: int


@dataclass(frozen=True, kw_only=True)
class StockReplenished(DomainEvent):
    """Pieces of something that was sold out are free again: received, given back or cancelled."""

    ordering: ClassVar[str] = "stockrecord_id"
    stockrecord_id: int
    product_id: int
    left: int


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(DomainEvent):
    """Pieces sold before they are there will be sent on another day than promised (dates as 2026-12-24)."""

    ordering: ClassVar[str] = "stockrecord_id"
    stockrecord_id: int
    old_date: str
    new_date: str
