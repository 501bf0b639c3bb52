"""What happens to reviews, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ReviewSubmitted(DomainEvent):
    """A buyer has written a review; it is not approved yet."""

    ordering: ClassVar[str] = "review_id"
    review_id: int
    user_id: int
    product_id: int
