"""What others with alike baskets buy, and a customer never did.

Counted is who bought what, not how much: `n(a)` customers bought a, `n(a, b)` both. What somebody lacks is
rated by how alike it is (cosine of the sets of buyers) to what they have, added up; said is the strongest
reason: of the n(a) who buy a, n(a, b) buy b, so many times as many as of all.
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from crm_core.order_signals.thresholds import Thresholds

K = TypeVar("K", bound=Hashable)
MOST_ITEMS, MOST_GAPS = 2000, 3
EACH_AT_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Gap(Generic[K]):
    """What somebody lacks and why they may want it: `support` of `buyers` of `because` buy it, too."""

    item: K
    because: K
    support: int
    buyers: int
    lift: float
    score: float

    @property
    def confidence(self) -> float:
        """The share of the buyers of the one who buy the other."""
        return self.support / self.buyers


class Baskets(Generic[K]):
    """Who bought what: the 2,000 best known items and each pair of them; 16 MB at most."""

    def __init__(self, items: Sequence[K], together: np.ndarray, customers: int) -> None:
        self.items = list(items)
        self.place = {item: place for place, item in enumerate(self.items)}
        self.together = together
        self.buyers = np.diagonal(together).astype(float)
        self.customers = customers
        roots = np.sqrt(np.maximum(self.buyers, 1.0))
        self.alike = (together / roots[:, None] / roots[None, :]).astype(np.float32)
        np.fill_diagonal(self.alike, 0.0)

    @classmethod
    def counted(cls, items: Sequence[K], baskets: Iterable[Collection[K]]) -> "Baskets[K]":
        """Count the pairs in the customers' baskets, one after the other; only `items` count."""
        kept = list(items)[:MOST_ITEMS]
        place = {item: number for number, item in enumerate(kept)}
        together = np.zeros((len(kept), len(kept)), dtype=np.int32)
        customers = 0
        for basket in baskets:
            customers += 1
            places = sorted({place[item] for item in basket if item in place})[:EACH_AT_MOST]
            together[np.ix_(places, places)] += 1
        return cls(kept, together, customers)

    def gaps(self, basket: Collection[K], *, rules: Thresholds, most: int = MOST_GAPS) -> list[Gap[K]]:
        """List what somebody with this basket lacks, the likeliest first; [] for an unknown basket."""
        own = sorted(self.place[item] for item in basket if item in self.place)
        if not own or not self.customers:
            return []
        scores = self.alike[own].sum(axis=0)
        scores[own] = 0.0
        found: list[Gap[K]] = []
        for place in np.argsort(-scores, kind="stable")[: most * 5]:
            if scores[place] <= 0 or len(found) == most:
                break
            gap = self._gap(own, int(place), float(scores[place]))
            if (
                gap.support >= rules.gap_support
                and gap.confidence >= rules.gap_confidence
                and gap.lift >= rules.gap_lift
            ):
                found.append(gap)
        return found

    def _gap(self, own: Sequence[int], place: int, score: float) -> Gap[K]:
        reason = own[int(np.argmax(self.alike[own, place]))]
        support, buyers = int(self.together[reason, place]), int(self.buyers[reason])
        share = self.buyers[place] / self.customers
        return Gap(
            item=self.items[place],
            because=self.items[reason],
            support=support,
            buyers=buyers,
            lift=support / buyers / share if share and buyers else 0.0,
            score=score,
        )
