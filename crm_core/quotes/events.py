"""What happens to a quote, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class QuoteRequested(DomainEvent):
    """A buyer asked for prices."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class QuoteSent(DomainEvent):
    """We sent a version of a quote."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class QuoteCountered(DomainEvent):
    """The buyer asked for other quantities or prices: their version of the quote."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class QuoteCommented(DomainEvent):
    """One side wrote to the other; `asks_for_time` where the buyer wants the offer to hold longer."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int
    comment_id: int
    by_buyer: bool
    asks_for_time: bool


@dataclass(frozen=True, kw_only=True)
class QuoteAccepted(DomainEvent):
    """The buyer accepted a version; it can be ordered at just its prices."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class QuoteRejected(DomainEvent):
    """The buyer said no."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class QuoteWithdrawn(DomainEvent):
    """We took a quote back."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class QuoteExpired(DomainEvent):
    """The last day to accept a quote, or to order what was accepted (`was_accepted`), is over."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int
    was_accepted: bool


@dataclass(frozen=True, kw_only=True)
class QuoteOrdered(DomainEvent):
    """What was accepted was ordered."""

    ordering: ClassVar[str] = "quote_id"
    quote_id: int
    customer_id: int
    order_id: int
