"""What a change means for others than the buyer: upper and side packages enter their rows here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shop.order.models import Order
from shop.order_changes.state import OrderState
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One row of a preview: what changes, from which amount to which, in the order's currency."""

    label: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, kw_only=True)
class EffectSource:
    """Who answers with rows for a change; shown to staff alone. `rows` reads and writes nothing.

    It is given the order, its states before and after, and by which share (0 to 1 or more) of what the
    goods were worth they are worth afterwards.
    """

    name: str
    rows: Callable[[Order, OrderState, OrderState, Decimal], Sequence[Effect]]


EFFECTS: Registry[EffectSource] = Registry("effect of a change")


@dataclass(frozen=True, kw_only=True)
class StockEffect:
    """How many pieces of a product a change promises (negative: frees), and how many are left."""

    stockrecord_id: int
    title: str
    sku: str
    pieces: int
    left: int | None
    returned: int = 0
    is_short: bool = False


def effects_of(order: Order, before: OrderState, after: OrderState, **facts: Any) -> list[Effect]:
    """Ask all who have entered themselves."""
    worth: Decimal = facts["goods_before"]
    share = facts["goods_after"] / worth if worth else Decimal(0)
    return [row for source in EFFECTS for row in source.rows(order, before, after, share)]
