"""What happens to what companies owe, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CreditApprovalAsked(DomainEvent):
    """An order above the credit limit waits for staff; it is not promised and not packed until then."""

    ordering: ClassVar[str] = "order_id"
    order_id: int


@dataclass(frozen=True, kw_only=True)
class CreditLimitChanged(DomainEvent):
    """Somebody gave a company another credit limit."""

    ordering: ClassVar[str] = "company_id"
    company_id: int
    entry_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentReminderSent(DomainEvent):
    """A company was reminded of what is overdue."""

    ordering: ClassVar[str] = "company_id"
    company_id: int
    reminder_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceDisputed(DomainEvent):
    """A buyer says that an invoice is not right; it is not reminded of until staff have answered."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    dispute_id: int


@dataclass(frozen=True, kw_only=True)
class InvoiceDisputeResolved(DomainEvent):
    """Staff have answered a dispute."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    dispute_id: int
