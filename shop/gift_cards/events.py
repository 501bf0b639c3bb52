"""What happens to gift cards, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class GiftCardIssued(DomainEvent):
    """A gift card was bought and paid, or issued by staff."""

    ordering: ClassVar[str] = "card_id"
    card_id: int
