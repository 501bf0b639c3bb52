"""What happens to baskets that were left behind, as events."""

from dataclasses import dataclass
from typing import ClassVar

from shop.events.registry import DomainEvent


@dataclass(frozen=True, kw_only=True)
class BasketAbandoned(DomainEvent):
    """A basket of somebody whose address is known was left for hours; told once per quiet spell.

    `value` is what its lines came to when they were put in, tax included, as a decimal in `currency`.
    `customer_id` is None for a guest who is nobody's record and agreed to no reminder; `user_id` for guests.
    `abandoned_id` is None only in events from before there were spells.
    """

    version: ClassVar[int] = 2
    ordering: ClassVar[str] = "basket_id"
    basket_id: int
    abandoned_id: int | None
    customer_id: int | None
    user_id: int | None
    value: str
    currency: str
    pieces: int

    @classmethod
    def upgraded(cls, payload: dict[str, object], *, version: int) -> dict[str, object]:
        """Version 1 told basket and account alone."""
        if version == 1:
            missing = {"abandoned_id": None, "customer_id": None, "value": "0", "currency": "", "pieces": 0}
            return {**missing, **payload}
        return super().upgraded(payload, version=version)


@dataclass(frozen=True, kw_only=True)
class BasketRestored(DomainEvent):
    """The link of a reminder put the goods of an abandoned basket into a visitor's basket; once for each.

    `basket_id` is the visitor's basket, which need not be the customer's own.
    """

    ordering: ClassVar[str] = "abandoned_id"
    abandoned_id: int
    basket_id: int
    customer_id: int | None


@dataclass(frozen=True, kw_only=True)
class BasketRecovered(DomainEvent):
    """An abandoned basket was ordered after its customer was reminded, or came by the reminder's link."""

    ordering: ClassVar[str] = "order_id"
    abandoned_id: int
    order_id: int
    customer_id: int | None
