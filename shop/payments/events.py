"""What happens to the money of an order, as events. `OrderPaid` is `shop.order`'s."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(DomainEvent):
    """A try to pay an order was refused; the order still waits, and the buyer may try again."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    charge_id: int


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(DomainEvent):
    """Money of an order has come, all of it or a part, by whatever way; `OrderPaid` says when it suffices."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    charge_id: int


@dataclass(frozen=True, kw_only=True)
class OrderRefunded(DomainEvent):
    """Money of an order has gone back, all of it or a part; each refund is told once."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    refund_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeOpened(DomainEvent):
    """A buyer asked their bank for the money of an order back."""

    ordering: ClassVar[str] = "order_id"
    order_id: int
    dispute_id: int
