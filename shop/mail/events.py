"""What happens to mail, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MailBounced(DomainEvent):
    """A mail came back; whether because its address does not exist, or for a reason that may pass."""

    ordering: ClassVar[str] = "mail_id"
    mail_id: int
    is_address_gone: bool = True


@dataclass(frozen=True, kw_only=True)
class MailComplained(DomainEvent):
    """The reader of a mail marked it as spam."""

    ordering: ClassVar[str] = "mail_id"
    mail_id: int
