"""What visitors do on editors' pages, as events."""

from dataclasses import dataclass

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class FormSubmitted(DomainEvent):
    """Somebody filled in a form on a page; what they wrote is the entry."""

    entry_id: int
    form_id: int


@dataclass(frozen=True, kw_only=True)
class FormReplied(DomainEvent):
    """Staff answered what somebody wrote into a form; the mail with the answer is in the outbox."""

    entry_id: int
    reply_id: int
