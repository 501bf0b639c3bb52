"""What happens to store credit, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CreditChanged(DomainEvent):
    """A customer's store credit was granted, corrected, refunded into or claimed; spending is an order's."""

    ordering: ClassVar[str] = "account_id"
    account_id: int
    transfer_id: int
