"""Withdrawals as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class WithdrawalDeclared(DomainEvent):
    """A consumer has withdrawn from a contract, or a part of it; published with the statement."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    withdrawal_id: int
