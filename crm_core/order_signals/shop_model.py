"""What all customers together say on a day; everything that a signal needs beside the customer's own orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm_core.order_signals.history import OrderHistory
from crm_core.order_signals.thresholds import Thresholds
from crm_core.scores.intervals import UNKNOWN_SHOP, IntervalModel, fit_intervals, gaps_of

LEAST_VIPS = 20


@dataclass(frozen=True, kw_only=True)
class ShopModel:
    """Intervals of accounts and of single products, and from which sum on somebody is among the best tenth."""

    intervals: IntervalModel = UNKNOWN_SHOP
    products: IntervalModel = UNKNOWN_SHOP
    vip_from: float = float("inf")

    @classmethod
    def of(cls, known: Sequence[OrderHistory], *, day: date, rules: Thresholds) -> "ShopModel":
        """Estimate it from what was known of the customers, those without orders left out."""
        bought = [history for history in known if history.days]
        spent = sorted((history.spent for history in bought), reverse=True)
        best = int(len(spent) * rules.vip_share)
        return cls(
            intervals=fit_intervals(gaps_of(history.days) for history in bought),
            products=fit_intervals(
                gaps_of(days) for history in bought for days in history.product_days.values() if len(days) > 1
            ),
            vip_from=spent[best - 1] if best and len(spent) >= LEAST_VIPS else float("inf"),
        )
