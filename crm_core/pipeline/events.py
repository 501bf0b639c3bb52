"""What happens to a deal, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class DealOpened(DomainEvent):
    """A deal was opened, by staff, from a lead or by a rule."""

    ordering: ClassVar[str] = "deal_id"
    deal_id: int
    customer_id: int


@dataclass(frozen=True, kw_only=True)
class DealMoved(DomainEvent):
    """An open deal came to another open stage; `act` names the act of the buyer that moved it, if any."""

    ordering: ClassVar[str] = "deal_id"
    deal_id: int
    customer_id: int
    move_id: int
    from_stage_id: int
    to_stage_id: int
    act: str


@dataclass(frozen=True, kw_only=True)
class DealWon(DomainEvent):
    """A deal was won, by an order of the account or by hand without one."""

    ordering: ClassVar[str] = "deal_id"
    deal_id: int
    customer_id: int
    move_id: int
    order_id: int | None


@dataclass(frozen=True, kw_only=True)
class DealLost(DomainEvent):
    """A deal was lost, for a reason."""

    ordering: ClassVar[str] = "deal_id"
    deal_id: int
    customer_id: int
    move_id: int
    loss_reason_id: int


@dataclass(frozen=True, kw_only=True)
class DealReopened(DomainEvent):
    """A closed deal is worked on again; `act` says whether the buyer's order was cancelled or refunded."""

    ordering: ClassVar[str] = "deal_id"
    deal_id: int
    customer_id: int
    move_id: int
    act: str


@dataclass(frozen=True, kw_only=True)
class DealChanged(DomainEvent):
    """Fields of a deal were changed by staff or a rule; stages move by `DealMoved`.

    `fields` names them; `changes` has the old and the new value, as text, of those that are no free text
    (amounts, days, percents, numbers of records).
    """

    ordering: ClassVar[str] = "deal_id"
    deal_id: int
    customer_id: int
    fields: list[str]
    changes: dict[str, list[str]]
