"""What scores tell, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class LifecycleStageChanged(DomainEvent):
    """A customer has come to another lifecycle stage, by an order or by the lack of one."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    change_id: int
    old_stage: str
    new_stage: str
