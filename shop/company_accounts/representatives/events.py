"""What buyers write to their representative, as an event."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RepMessageSent(DomainEvent):
    """A company's buyer wrote to the sales representative; `to_id` is who stands in for them, or they."""

    ordering: ClassVar[str] = "user_id"
    message_id: int
    user_id: int
    to_id: int
