"""What happens to the people of companies, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CompanyMemberInvited(DomainEvent):
    """Somebody was asked by mail to buy for a company."""

    ordering: ClassVar[str] = "company_id"
    invitation_id: int
    company_id: int


@dataclass(frozen=True, kw_only=True)
class CompanyMemberJoined(DomainEvent):
    """Somebody accepted an invitation and buys for the company; `at` is when, in ISO 8601."""

    ordering: ClassVar[str] = "company_id"
    contact_id: int
    company_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class CompanyMemberDeactivated(DomainEvent):
    """Somebody may not buy for their company any more; `at` is when, in ISO 8601."""

    ordering: ClassVar[str] = "company_id"
    contact_id: int
    company_id: int
    at: str
