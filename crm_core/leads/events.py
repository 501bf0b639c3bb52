"""What happens to leads, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class LeadCaptured(DomainEvent):
    """A fact made a lead (`is_new`), or came to the open one of the same customer."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    lead_id: int
    source_id: int
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class LeadAssigned(DomainEvent):
    """A lead has another owner, by a rule or by hand; None: nobody has it now."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    lead_id: int
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class LeadContacted(DomainEvent):
    """Somebody reached the customer of a lead for the first time since they wrote."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    lead_id: int


@dataclass(frozen=True, kw_only=True)
class LeadQualified(DomainEvent):
    """A lead became an account, a contact (None: the account alone) and a deal (None: without one)."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    lead_id: int
    account_id: int
    contact_id: int | None
    deal_id: int | None


@dataclass(frozen=True, kw_only=True)
class LeadDisqualified(DomainEvent):
    """Nothing comes of a lead; `reason` is one of `Lead.Reason`."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    lead_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeadReopened(DomainEvent):
    """A disqualified lead is open again, by a new fact or by hand."""

    ordering: ClassVar[str] = "customer_id"
    customer_id: int
    lead_id: int
