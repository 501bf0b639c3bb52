"""What all customers together say on a day: all that a signal needs beside the customer's own orders."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm_core.order_signals.cross_selling import Neighbour, by_reason, neighbours
from crm_core.order_signals.history import OrderHistory
from crm_core.order_signals.thresholds import Thresholds
from crm_core.scores.intervals import UNKNOWN_SHOP, IntervalModel, fit_intervals, gaps_of

LEAST_VIPS = 20


def by_buyers(histories: Iterable[OrderHistory]) -> list[int]:
    """List products by how many customers bought them, the most first."""
    buyers: Counter[int] = Counter()
    for history in histories:
        buyers.update(history.product_days.keys())
    return [product for product, _number in sorted(buyers.items(), key=lambda pair: (-pair[1], pair[0]))]


@dataclass(frozen=True, kw_only=True)
class ShopModel:
    """Intervals of accounts and of single products, and from which sum on one is of the best tenth."""

    intervals: IntervalModel = UNKNOWN_SHOP
    products: IntervalModel = UNKNOWN_SHOP
    vip_from: float = float("inf")
    #: For the back-test alone: products bought together, and all products by how many buy them.
    near: Mapping[int, Sequence[Neighbour]] = field(default_factory=dict)
    ranked: Sequence[int] = ()

    @classmethod
    def of(cls, known: Sequence[OrderHistory], *, rules: Thresholds, with_near: bool = False) -> "ShopModel":
        """Estimate it from what was known of the customers, those without orders left out."""
        bought = [history for history in known if history.days]
        spent = sorted((history.spent for history in bought), reverse=True)
        ranked = by_buyers(bought) if with_near else []
        near = by_reason(neighbours(ranked, (history.product_days for history in bought)))
        best = int(len(spent) * rules.vip_share)
        return cls(
            intervals=fit_intervals(gaps_of(history.days) for history in bought),
            products=fit_intervals(
                gaps_of(days) for history in bought for days in history.product_days.values() if len(days) > 1
            ),
            vip_from=spent[best - 1] if best and len(spent) >= LEAST_VIPS else float("inf"),
            near=near,
            ranked=ranked,
        )

    def like_it(self, item: int, *, but: Collection[int]) -> int | None:
        """Return the product whose number of buyers is nearest to that of another, `but` none of these."""
        place = self.ranked.index(item)
        for step in range(1, len(self.ranked)):
            for other in (place - step, place + step):
                if 0 <= other < len(self.ranked) and self.ranked[other] not in but:
                    return self.ranked[other]
        return None
