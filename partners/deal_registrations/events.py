"""What happens to deal registrations, as events; none says who the end customer is."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class DealRegistrationSubmitted(DomainEvent):
    """A partner asks for an answer; the clock runs."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int


@dataclass(frozen=True, kw_only=True)
class DealRegistrationApproved(DomainEvent):
    """It is protected, and its prices hold."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int


@dataclass(frozen=True, kw_only=True)
class DealRegistrationReturned(DomainEvent):
    """We ask the partner for more."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int


@dataclass(frozen=True, kw_only=True)
class DealRegistrationRejected(DomainEvent):
    """We said no."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int


@dataclass(frozen=True, kw_only=True)
class DealRegistrationExtended(DomainEvent):
    """Its protection lasts longer; `until` is the moment (ISO 8601)."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int
    until: str


@dataclass(frozen=True, kw_only=True)
class DealRegistrationWon(DomainEvent):
    """The end customer, or the partner for them, has ordered."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class DealRegistrationReopened(DomainEvent):
    """The order that had won it was cancelled; its protection goes on."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class DealRegistrationClosed(DomainEvent):
    """It ended without an order: `how` is "lost", "expired" or "withdrawn"."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class DealRegistrationMessageSent(DomainEvent):
    """One side wrote to the other."""

    ordering: ClassVar[str] = "registration_id"
    registration_id: int
    message_id: int
