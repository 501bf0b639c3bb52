"""What happens to repairs, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RepairMoved(DomainEvent):
    """A repair came into a state, the first ("requested") too."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    repair_id: int
    state: str
