"""What others with alike baskets buy, and a customer never did.

Counted is who bought what, not how much: n(a) customers bought a, n(a, b) both. What somebody lacks is
rated by how alike it is (cosine of the sets of buyers) to what they have, added up over the 20 nearest of
each; said is the strongest reason: of the n(a) who buy a, n(a, b) buy b, so many times as many as of all.
Items are anything with a number: products, categories.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_core.order_signals.thresholds import Thresholds

if TYPE_CHECKING:
    import numpy as np

MOST_ITEMS, MOST_GAPS, NEAREST = 2000, 3, 20
EACH_AT_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """Who buys `because` often buys `item`: `support` of its `buyers`, `lift` times as many as of all."""

    because: int
    item: int
    support: int
    buyers: int
    lift: float
    alike: float

    def counts(self, rules: Thresholds) -> bool:
        """Say whether there are enough of them to say it to anybody."""
        return (
            self.support >= rules.gap_support
            and self.support >= rules.gap_confidence * self.buyers
            and self.lift >= rules.gap_lift
        )


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What somebody lacks, and the strongest reason to think that they may want it."""

    reason: Neighbour
    score: float

    @property
    def item(self) -> int:
        """The product or category that they never bought."""
        return self.reason.item


def neighbours(items: Sequence[int], baskets: Iterable[Collection[int]]) -> list[Neighbour]:
    """Count pairs in the customers' baskets, one after the other; list the 20 nearest of each item.

    Of the items the first 2,000 count (16 MB of counts), of one customer at most 200.
    """
    import numpy as np  # noqa: PLC0415 - of workers; a web process does without

    kept = list(items)[:MOST_ITEMS]
    place = {item: number for number, item in enumerate(kept)}
    together = np.zeros((len(kept), len(kept)), dtype=np.int32)
    customers = 0
    for basket in baskets:
        customers += 1
        places = sorted({place[item] for item in basket if item in place})[:EACH_AT_MOST]
        together[np.ix_(places, places)] += 1
    return _nearest(kept, together, customers)


def _nearest(items: Sequence[int], together: "np.ndarray", customers: int) -> list[Neighbour]:
    import numpy as np  # noqa: PLC0415

    buyers = np.diagonal(together).astype(np.float64)
    roots = np.sqrt(np.maximum(buyers, 1.0))
    found = []
    for row, item in enumerate(items):
        alike = together[row] / roots / roots[row]
        alike[row] = 0.0
        for column in np.argsort(-alike, kind="stable")[:NEAREST]:
            support = int(together[row, column])
            if not support or row == column:
                break
            found.append(
                Neighbour(
                    because=item,
                    item=items[column],
                    support=support,
                    buyers=int(buyers[row]),
                    lift=float(support / buyers[row] / (buyers[column] / customers)),
                    alike=float(alike[column]),
                )
            )
    return found


def by_reason(found: Iterable[Neighbour]) -> dict[int, list[Neighbour]]:
    """Sort neighbours by what they are near to."""
    sorted_: dict[int, list[Neighbour]] = defaultdict(list)
    for one in found:
        sorted_[one.because].append(one)
    return sorted_


def gaps(
    basket: Collection[int],
    near: Mapping[int, Sequence[Neighbour]],
    *,
    rules: Thresholds,
    most: int = MOST_GAPS,
) -> list[Gap]:
    """List what somebody with this basket lacks, the likeliest first; [] where nothing is known of it."""
    own = set(basket)
    scores: dict[int, float] = defaultdict(float)
    reasons: dict[int, Neighbour] = {}
    for item in sorted(own):
        for one in near.get(item, ()):
            if one.item in own:
                continue
            scores[one.item] += one.alike
            best = reasons.get(one.item)
            if one.counts(rules) and (best is None or one.alike > best.alike):
                reasons[one.item] = one
    ranked = sorted(reasons, key=lambda item: (-scores[item], item))
    return [Gap(reason=reasons[item], score=scores[item]) for item in ranked[:most]]
