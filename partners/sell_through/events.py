"""What happens to partners' reports, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SellThroughReported(DomainEvent):
    """A partner's report of stock or sales counts from now on; what it replaced counts no more."""

    ordering: ClassVar[str] = "account_id"
    report_id: int
    account_id: int
    period_id: int
    kind: str
    replaced_id: int | None
