"""Three lists with different jobs, each by its own ranker: order again, new for you, goes with a basket.

Rankers are fitted on what followed inner cuts before the day of training, never on what came after it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from personalization.recommendations.training.ease import Weights, item_weights
from personalization.recommendations.training.features import NAMES, Facts, facts_of
from personalization.recommendations.training.purchases import Floats, Ints, Matrix, Purchases
from personalization.recommendations.training.ranker import Example, Ranker, fit_ranker

INNER_DAYS = (30, 60)  # before the day of training
CANDIDATES = 300
AT_ONCE = 100  # users whose planes are in memory together
REGULARISATION = 200.0
BASKET_REGULARISATION = 50.0
BOUGHT, EASE, RECENT, TREND = (NAMES.index(one) for one in ("days", "ease", "ease_recent", "trend30"))
LARGEST_CART = 5

T = TypeVar("T")
Ranked = list[tuple[int, float]]  # items with their scores, best first


@dataclass(frozen=True)
class Lists:
    """What training leaves: facts of the day and a ranker for each job."""

    facts: Facts
    together: Weights
    again: Ranker
    new: Ranker
    basket: Ranker

    def order_again(self, users: Sequence[int], limit: int) -> list[Ranked]:
        """Rank for each user what they bought before, with scores."""
        return self._ranked(self.again, users, limit, bought=True)

    def new_for_you(self, users: Sequence[int], limit: int) -> list[Ranked]:
        """Rank for each user what they never bought, with scores."""
        return self._ranked(self.new, users, limit, bought=False)

    def beside(self) -> Floats:
        """Return what an item (row) says for each other one (column), by the basket's ranker; rows add up.

        What the ranker says of the user and of an item alone is left out: measured, it drew what is popular
        into every basket.
        """
        weights = self.basket.weights / self.basket.scale
        scores: Floats = weights[-2] * self.together + weights[-1] * self.facts.weights
        np.fill_diagonal(scores, -np.inf)
        return scores

    def goes_with(self, carts: Sequence[tuple[int, Collection[int]]], limit: int) -> list[list[int]]:
        """Rank for each user and their basket what it lacks."""
        return [
            row
            for some in _parts(carts)
            for row in _top(self.basket.score(_basket_planes(self.facts, self.together, some)), some, limit)
        ]

    def _ranked(self, ranker: Ranker, users: Sequence[int], limit: int, *, bought: bool) -> list[Ranked]:
        found = []
        for some in _parts(users):
            planes = self.facts.planes(some)
            may_be = planes[BOUGHT] > 0 if bought else _near(planes)
            scores = np.where(may_be, ranker.score(planes), -np.inf)
            found += [best_scored(row, limit) for row in scores]
        return found


def train(purchases: Purchases, day: int) -> Lists:
    """Train the lists on purchases before a day; a minute or two for 400,000 lines and 4,000 items.

    Raises ValueError where nobody bought anything in the last 60 days that could be learned from.
    """
    cuts = [day - ago for ago in INNER_DAYS]
    inner = [facts_of(purchases, cut, regularisation=REGULARISATION) for cut in cuts]
    known = purchases.before(day)
    pairs = list(zip(inner, cuts, strict=True))
    again = fit_ranker(
        one for facts, cut in pairs for one in _examples(facts, known.next_days(cut), bought=True)
    )
    new = fit_ranker(
        one for facts, cut in pairs for one in _examples(facts, known.next_days(cut), bought=False)
    )
    basket = fit_ranker(_basket_examples(inner[0], known, cuts[0]))
    facts = facts_of(known, day, regularisation=REGULARISATION)
    return Lists(facts, _together(known), again, new, basket)


def _examples(facts: Facts, bought_next: dict[int, set[int]], *, bought: bool) -> Iterator[Example]:
    for some in _parts([user for user in bought_next if facts.user_days[user] > 0]):
        planes = facts.planes(some)
        may_be = planes[BOUGHT] > 0 if bought else _near(planes)
        for row, user in enumerate(some):
            chosen = np.flatnonzero(may_be[row])
            yield planes[:, row, chosen], np.isin(chosen, list(bought_next[user]))


def _near(planes: Floats) -> NDArray[np.bool_]:
    """Mark the candidates of each user: never bought, near to what they lately bought, or bought widely."""
    close = np.where(planes[BOUGHT] > 0, -np.inf, planes[RECENT] + 0.03 * planes[TREND])
    if close.shape[1] > CANDIDATES:
        least = np.partition(close, -CANDIDATES, axis=1)[:, -CANDIDATES]
        return (close >= least[:, None]) & np.isfinite(close)
    return np.isfinite(close)


def _basket_examples(facts: Facts, known: Purchases, cut: int) -> Iterator[Example]:
    together = _together(known.before(cut))
    late = known.days >= cut
    baskets: dict[int, tuple[int, list[int]]] = {}
    columns = (known.baskets[late].tolist(), known.users[late].tolist(), known.items[late].tolist())
    for basket, user, item in zip(*columns, strict=True):
        baskets.setdefault(basket, (user, []))[1].append(item)
    chance = np.random.default_rng(7)
    for some in _parts([one for one in baskets.values() if len(one[1]) > 1]):
        carts, rests = [], []
        for user, items in some:
            mixed = chance.permutation(items)
            size = int(chance.integers(1, min(LARGEST_CART, len(items) - 1) + 1))
            carts.append((user, set(mixed[:size].tolist())))
            rests.append(mixed[size:])
        planes = _basket_planes(facts, together, carts)
        for row, (_user, cart) in enumerate(carts):
            close = planes[-2, row] + 0.1 * planes[EASE, row] + 0.01 * planes[TREND, row]
            close[list(cart)] = -np.inf
            chosen = np.array(_best(close, CANDIDATES))
            yield planes[:, row, chosen], np.isin(chosen, rests[row])


def _basket_planes(facts: Facts, together: Weights, carts: Sequence[tuple[int, Collection[int]]]) -> Floats:
    flags = np.zeros((len(carts), len(together)), dtype=np.float32)
    for row, (_user, items) in enumerate(carts):
        flags[row, list(items)] = 1
    others = [flags @ together, flags @ facts.weights]
    return np.concatenate([facts.planes([user for user, _items in carts]), np.stack(others)])


def _together(known: Purchases) -> Weights:
    return item_weights(_matrix(known.baskets, known), BASKET_REGULARISATION)


def _matrix(rows: Ints, known: Purchases) -> Matrix:
    shape = (int(rows.max(initial=0)) + 1, known.shape[1])
    return Matrix((np.ones(len(rows)), (rows, known.items)), shape=shape)


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _top(scores: Floats, carts: Sequence[tuple[int, Collection[int]]], limit: int) -> list[list[int]]:
    for row, (_user, items) in zip(scores, carts, strict=True):
        row[list(items)] = -np.inf
    return [_best(row, limit) for row in scores]


def best_scored(scores: Floats, limit: int) -> list[tuple[int, float]]:
    """Return the highest scores with their positions, best first; minus infinity stays out."""
    some = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
    ranked = some[np.argsort(-scores[some], kind="stable")]
    return [(int(one), float(scores[one])) for one in ranked if scores[one] > -np.inf]


def _best(scores: Floats, limit: int) -> list[int]:
    return [item for item, _score in best_scored(scores, limit)]
