"""What happens to prices, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PriceChanged(DomainEvent):
    """A stock record has another gross price; amounts as text ("24.50"), empty where there was or is none."""

    ordering: ClassVar[str] = "stockrecord_id"
    stockrecord_id: int
    product_id: int
    currency: str
    old_price: str
    new_price: str
