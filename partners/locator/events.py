"""What happens to entries in the locator, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ListingDecided(DomainEvent):
    """A person approved or rejected a partner's entry in the locator; its status says which."""

    ordering: ClassVar[str] = "listing_id"
    listing_id: int
