"""What happens to a customer's record, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class IdentityConflictNoted(DomainEvent):
    """A key that came with this customer leads to another one; both were left alone."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    conflict_id: int
