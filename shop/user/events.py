"""What happens to an account, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(DomainEvent):
    """Somebody has opened an account."""

    ordering: ClassVar[str] = "user_id"
    user_id: int
