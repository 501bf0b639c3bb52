"""What happens to an account, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(DomainEvent):
    """Somebody has opened an account."""

    ordering: ClassVar[str] = "user_id"
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AddressTakenBack(DomainEvent):
    """The owner of an account's old address took a change of it back: somebody else had been in it."""

    ordering: ClassVar[str] = "user_id"
    user_id: int
