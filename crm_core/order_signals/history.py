"""A customer's orders as the signals read them, and what of it was known on a day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """One order: its day, its goods (product to pieces) and what they came to, in the shop's currency.

    Pieces are those that were ordered: a later return does not make the demand smaller. An order that was
    called off counts until that day.
    """

    day: date
    value: float
    products: Mapping[int, int]
    cancelled_on: date | None = None

    @property
    def pieces(self) -> int:
        """How many pieces were ordered."""
        return sum(self.products.values())


class OrderHistory:
    """The orders that somebody knew of on a day, earliest first."""

    def __init__(self, purchases: Iterable[Purchase]) -> None:
        self.purchases: Sequence[Purchase] = sorted(purchases, key=lambda purchase: purchase.day)
        self._days_of_all = [purchase.day for purchase in self.purchases]

    def known_on(self, day: date) -> "OrderHistory":
        """Return what was known at the end of a day: later orders and cancellations were not."""
        seen = self.purchases[: bisect_right(self._days_of_all, day)]
        return OrderHistory(one for one in seen if one.cancelled_on is None or one.cancelled_on > day)

    @cached_property
    def days(self) -> list[date]:
        """The days with an order, ascending and different."""
        return sorted(set(self._days_of_all))

    @cached_property
    def values(self) -> dict[date, float]:
        """What each day came to."""
        return self._by_day(value=True)

    @cached_property
    def pieces(self) -> dict[date, float]:
        """How many pieces each day brought."""
        return self._by_day(value=False)

    @cached_property
    def product_days(self) -> dict[int, list[date]]:
        """The days on which each product was ordered, ascending and different."""
        found: dict[int, list[date]] = defaultdict(list)
        for purchase in self.purchases:
            for product in purchase.products:
                if not found[product] or found[product][-1] != purchase.day:
                    found[product].append(purchase.day)
        return found

    @property
    def spent(self) -> float:
        """What all orders came to."""
        return sum(purchase.value for purchase in self.purchases)

    def _by_day(self, *, value: bool) -> dict[date, float]:
        found: dict[date, float] = defaultdict(float)
        for purchase in self.purchases:
            found[purchase.day] += purchase.value if value else purchase.pieces
        return found
