"""Who enters and leaves segments, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SegmentEntered(DomainEvent):
    """A customer has come into a segment by a fact, a day that passed, or a colleague's hand."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    segment_id: int


@dataclass(frozen=True, kw_only=True)
class SegmentLeft(DomainEvent):
    """A customer is no longer in a segment."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    segment_id: int
