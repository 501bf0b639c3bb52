"""What sequences tell, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerEnrolled(DomainEvent):
    """A customer was taken into a sequence."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    enrolment_id: int


@dataclass(frozen=True, kw_only=True)
class EnrolmentEnded(DomainEvent):
    """A customer has had all steps of a sequence ("finished"), or it was stopped for a reason."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    enrolment_id: int
    reason: str
