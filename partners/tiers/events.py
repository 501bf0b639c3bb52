"""What happens to a partner's tier, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PartnerTierChanged(DomainEvent):
    """A partner account has another tier than before; `membership_id` names the new one (None: it left)."""

    ordering: ClassVar[str] = "account_id"
    account_id: int
    membership_id: int | None


@dataclass(frozen=True, kw_only=True)
class PartnerTierInGrace(DomainEvent):
    """A review found that a partner does not meet the criteria of its tier; it keeps it for a while."""

    ordering: ClassVar[str] = "account_id"
    account_id: int
    membership_id: int
