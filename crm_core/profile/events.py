"""What happens to a customer's profile, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerProfileChanged(DomainEvent):
    """Staff or an undone import changed what is written of a customer; the values are in `ProfileChange`."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    change_id: int
