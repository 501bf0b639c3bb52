"""What people say of being written to, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(DomainEvent):
    """Somebody agreed, refused or objected, or was asked to confirm; the ledger's entry says to what."""

    ordering: ClassVar[str] = "subject_id"
    subject_id: int
    consent_id: int


@dataclass(frozen=True, kw_only=True)
class AddressSuppressed(DomainEvent):
    """Nothing but transactional mail goes to an address any more: it bounced, complained or objected."""

    ordering: ClassVar[str] = "subject_id"
    subject_id: int
    suppression_id: int
