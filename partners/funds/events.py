"""What happens to requests and claims of market development funds, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class FundRequestDecided(DomainEvent):
    """A person approved or declined a partner's fund request."""

    ordering: ClassVar[str] = "request_id"
    request_id: int


@dataclass(frozen=True, kw_only=True)
class FundClaimDecided(DomainEvent):
    """A person approved or declined a claim, or noted it as paid: its status says which."""

    ordering: ClassVar[str] = "claim_id"
    claim_id: int
