"""What happens on the way to an order, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class BasketAbandoned(DomainEvent):
    """A basket whose owner's address is known was left for hours; told once per basket.

    `user_id` is its owner, None for a guest; how a guest is reached stands on the basket's contact.
    """

    ordering: ClassVar[str] = "basket_id"
    basket_id: int
    user_id: int | None
