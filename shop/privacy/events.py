"""Being forgotten, as events; they carry no address, since events are kept."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AccountDeletionRequested(DomainEvent):
    """Somebody asked for the end of their account; it ends after the waiting time."""

    ordering: ClassVar[str] = "user_id"
    user_id: int
    request_id: int


@dataclass(frozen=True, kw_only=True)
class AccountDeletionWithdrawn(DomainEvent):
    """They changed their mind in time."""

    ordering: ClassVar[str] = "user_id"
    user_id: int
    request_id: int


@dataclass(frozen=True, kw_only=True)
class AccountDeleted(DomainEvent):
    """An account was made nameless; whoever keeps something personal of it lets that go.

    `email_confirmed` says whether its owner had shown that the address was theirs: without
    that, nothing may be erased that merely goes by the same address.
    """

    ordering: ClassVar[str] = "user_id"
    user_id: int
    request_id: int
    email_confirmed: bool


@dataclass(frozen=True, kw_only=True)
class GuestRequestReceived(DomainEvent):
    """Somebody asked for what we hold of an address; `order_id` is of the order that they named, or 0."""

    ordering: ClassVar[str] = "request_id"
    request_id: int
    order_id: int


@dataclass(frozen=True, kw_only=True)
class ErasureConfirmed(DomainEvent):
    """Who may say so said that the person of a request is to be forgotten now."""

    ordering: ClassVar[str] = "request_id"
    request_id: int


@dataclass(frozen=True, kw_only=True)
class PersonErased(DomainEvent):
    """A request was carried out: nobody is named any more; what was done stands on the request."""

    ordering: ClassVar[str] = "request_id"
    request_id: int
