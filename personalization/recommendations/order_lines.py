"""The shop's own orders as training takes them: who, what, in which order, on which day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models.functions import Coalesce

from shop.order.models import Line
from shop.order_statuses import CANCELLED
from shop.time_zones import shop_day

PERIOD = timedelta(days=730)
#: A product is durable when of so many buyers or more at most this share bought it on a second day.
FEWEST_BUYERS, MOST_AGAIN = 5, 0.05

Buyer = int | tuple[str, int]  # an account, or an order that nobody's account placed
TrainingLine = tuple[Buyer, int, int, int]


@dataclass
class OrderLines:
    """Lines as (buyer, product, order, day), a variant as its parent, and what is asked of them besides.

    `variants` is the variant that an account bought last, by account and product.
    """

    lines: list[TrainingLine] = field(default_factory=list)
    variants: dict[tuple[int, int], int] = field(default_factory=dict)

    def bought_by(self, users: Collection[int]) -> dict[int, set[int]]:
        """Return what each of these accounts bought."""
        found: dict[int, set[int]] = {user: set() for user in users}
        for user, product in self.variants:
            if user in found:
                found[user].add(product)
        return found

    def durable(self) -> set[int]:
        """Return the products that next to nobody buys a second time, as the data says: no class is asked."""
        days: dict[tuple[Buyer, int], set[int]] = defaultdict(set)
        for buyer, product, _order, day in self.lines:
            if isinstance(buyer, int):
                days[buyer, product].add(day)
        buyers = Counter(product for _buyer, product in days)
        again = Counter(product for (_buyer, product), some in days.items() if len(some) > 1)
        return {
            product
            for product, number in buyers.items()
            if number >= FEWEST_BUYERS and again[product] <= MOST_AGAIN * number
        }


def order_lines(*, now: datetime) -> OrderLines:
    """Read the lines of two years, without cancelled orders; days are the shop's. One query."""
    found = OrderLines()
    for user, order, family, product, placed_at in _rows(now):
        buyer: Buyer = user if user is not None else ("order", order)
        found.lines.append((buyer, family, order, shop_day(placed_at).toordinal()))
        if user is not None:
            found.variants[user, family] = product
    return found


def _rows(now: datetime) -> Iterator[tuple[int | None, int, int, int, datetime]]:
    lines = Line.objects.filter(order__date_placed__gte=now - PERIOD, product__isnull=False)
    return (
        lines.exclude(order__status=CANCELLED)
        .order_by("order__date_placed", "pk")
        .values_list(
            "order__user",
            "order_id",
            Coalesce("product__parent", "product"),
            "product_id",
            "order__date_placed",
        )
        .iterator()
    )
