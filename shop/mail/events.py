"""What happens to mail, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MailWritten(DomainEvent):
    """A mail stands in the outbox, whoever wrote it; whether it goes out is to be seen there."""

    ordering: ClassVar[str] = "mail_id"
    mail_id: int


@dataclass(frozen=True, kw_only=True)
class MailBounced(DomainEvent):
    """A mail came back: its address does not take mail."""

    ordering: ClassVar[str] = "mail_id"
    mail_id: int
