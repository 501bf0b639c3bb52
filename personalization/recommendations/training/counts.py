"""The same lists without a ranker: what a learned one has to beat before a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from personalization.recommendations.training.features import NAMES, Facts, facts_of
from personalization.recommendations.training.lists import AT_ONCE, REGULARISATION, Ranked, best_scored
from personalization.recommendations.training.purchases import Floats, Matrix, Purchases

DECAYED, BOUGHT, NEAR = (NAMES.index(name) for name in ("decay240", "days", "ease_recent"))


@dataclass(frozen=True)
class Counts:
    """Days of purchase that fade by half in 240 days; what is near to late purchases; shared baskets."""

    facts: Facts
    shared: Matrix

    def order_again(self, users: Sequence[int], limit: int) -> list[Ranked]:
        """Rank for each user what they bought before by how often and how lately."""
        return self._ranked(DECAYED, users, limit, bought=True)

    def new_for_you(self, users: Sequence[int], limit: int) -> list[Ranked]:
        """Rank for each user what they never bought by what they lately bought."""
        return self._ranked(NEAR, users, limit, bought=False)

    def beside(self) -> Floats:
        """Return how many baskets hold both items; minus infinity where none does."""
        scores = self.shared.toarray().astype(float)
        scores[scores == 0] = -np.inf
        return scores

    def _ranked(self, plane: int, users: Sequence[int], limit: int, *, bought: bool) -> list[Ranked]:
        found: list[Ranked] = []
        for start in range(0, len(users), AT_ONCE):
            planes = self.facts.planes(users[start : start + AT_ONCE])
            scores = np.where((planes[BOUGHT] > 0) == bought, planes[plane], -np.inf)
            found += [best_scored(row, limit) for row in scores]
        return found


def count(purchases: Purchases, day: int, facts: Facts | None = None) -> Counts:
    """Count purchases before a day; `facts` of that day save the work."""
    known = purchases.before(day)
    flags = sparse.csr_matrix(
        (np.ones(len(known.items)), (known.baskets, known.items)),
        shape=(int(known.baskets.max(initial=0)) + 1, known.shape[1]),
    )
    shared = sparse.csr_matrix(flags.T @ flags)
    shared.setdiag(0)
    return Counts(facts or facts_of(purchases, day, regularisation=REGULARISATION), shared)
