"""How well lists rank what came after the day they were made on: the temporal split of every training."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from personalization.recommendations.training.lists import LARGEST_CART, Ranked, best_scored
from personalization.recommendations.training.purchases import Floats, Purchases

AT = 10  # places of a list that count
LENGTH = 40  # of a kept row
MOST_USERS = 1000
KINDS = ("again", "new", "together")


class Recommender(Protocol):
    """What makes the three lists, learned or counted."""

    def order_again(self, users: Sequence[int], limit: int) -> list[Ranked]:
        """Rank what each user bought."""

    def new_for_you(self, users: Sequence[int], limit: int) -> list[Ranked]:
        """Rank what each user never bought."""

    def beside(self) -> Floats:
        """Score each item (column) beside another one (row)."""


@dataclass(frozen=True)
class Score:
    """Means over `cases`: the share of what was bought that the first ten hold, and NDCG of the ten.

    `coverage` is the share of all items that some list shows.
    """

    cases: int
    recall: float
    ndcg: float
    coverage: float


def evaluate(recommender: Recommender, purchases: Purchases, cut: int) -> dict[str, Score]:
    """Score lists that know what was before `cut` by each buyer's next day of purchase and later baskets."""
    known, items = purchases.before(cut), purchases.shape[1]
    had: dict[int, set[int]] = {}
    for user, item in zip(known.users.tolist(), known.items.tolist(), strict=True):
        had.setdefault(user, set()).add(item)
    nexts = [(user, bought) for user, bought in purchases.next_days(cut).items() if user in had][:MOST_USERS]
    users = [user for user, _bought in nexts]
    again = [bought & had[user] for user, bought in nexts]
    new = [bought - had[user] for user, bought in nexts]
    carts = list(_carts(purchases, cut))[:MOST_USERS]
    together = completions(recommender.beside(), [cart for cart, _rest in carts])
    return {
        "again": _score(_items(recommender.order_again(users, AT)), again, items),
        "new": _score(_items(recommender.new_for_you(users, AT)), new, items),
        "together": _score(together, [rest for _cart, rest in carts], items),
    }


def completions(beside: Floats, carts: Sequence[Collection[int]]) -> list[list[int]]:
    """Complete baskets as pages do: what the kept rows of a basket's items say for others adds up."""
    found = []
    for cart in carts:
        sums: dict[int, float] = {}
        for row in cart:
            for item, score in best_scored(beside[row], LENGTH):
                sums[item] = sums.get(item, 0.0) + score
        ranked = sorted((-score, item) for item, score in sums.items() if item not in cart)
        found.append([item for _score, item in ranked[:AT]])
    return found


def _items(found: Sequence[Ranked]) -> list[list[int]]:
    return [[item for item, _score in row] for row in found]


def _carts(purchases: Purchases, cut: int) -> Iterator[tuple[set[int], set[int]]]:
    """Halve each later basket of two products or more by chance: some are in it, the rest is to be found."""
    late = purchases.days >= cut
    baskets: dict[int, list[int]] = {}
    for basket, item in zip(purchases.baskets[late].tolist(), purchases.items[late].tolist(), strict=True):
        baskets.setdefault(basket, []).append(item)
    chance = np.random.default_rng(11)
    for items in baskets.values():
        if len(items) > 1:
            mixed = chance.permutation(items).tolist()
            size = int(chance.integers(1, min(LARGEST_CART, len(items) - 1) + 1))
            yield set(mixed[:size]), set(mixed[size:])


def _score(found: Sequence[Sequence[int]], wanted: Sequence[set[int]], items: int) -> Score:
    recalls: list[float] = []
    gains: list[float] = []
    shown: set[int] = set()
    for ranked, bought in zip(found, wanted, strict=True):
        shown.update(ranked)
        if bought:
            recalls.append(len(bought.intersection(ranked)) / len(bought))
            gains.append(_ndcg(ranked, bought))
    if not recalls:
        return Score(0, 0.0, 0.0, 0.0)
    recall, ndcg = (round(float(np.mean(values)), 4) for values in (recalls, gains))
    return Score(len(recalls), recall, ndcg, round(len(shown) / max(items, 1), 4))


def _ndcg(ranked: Sequence[int], bought: Collection[int]) -> float:
    gain = sum(1 / np.log2(place + 2) for place, item in enumerate(ranked) if item in bought)
    best = sum(1 / np.log2(place + 2) for place in range(min(AT, len(bought))))
    return float(gain / best)
