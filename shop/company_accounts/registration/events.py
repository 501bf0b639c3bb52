"""What happens to a company's application, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CompanyApplicationSubmitted(DomainEvent):
    """A company applied for an account, or completed its application (`is_first` is false then)."""

    ordering: ClassVar[str] = "application_id"
    application_id: int
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class CompanyApplicationDecided(DomainEvent):
    """An application was answered; `state` is "approved", "returned", "rejected" or "asked"."""

    ordering: ClassVar[str] = "application_id"
    application_id: int
    answer_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class CompanyRegistered(DomainEvent):
    """An application became a new company; its applicant is its administrator."""

    company_id: int
    application_id: int
    user_id: int
