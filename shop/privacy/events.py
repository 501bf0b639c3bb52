"""The end of an account, as events."""

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
