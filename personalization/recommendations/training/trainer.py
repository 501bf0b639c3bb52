"""The nightly training: judge on a temporal split, then make each list by what was better for it."""

from collections.abc import Collection, Hashable
from dataclasses import asdict, dataclass

from personalization.recommendations.training.counts import count
from personalization.recommendations.training.evaluation import KINDS, LENGTH, Recommender, Score, evaluate
from personalization.recommendations.training.lists import Lists, Ranked, best_scored, train
from personalization.recommendations.training.purchases import Purchases

SPLIT_DAYS = 28  # before the day of training: what was bought in them is what lists have to find
FEWEST_CASES = 20  # with fewer nobody can say that a learned list is better

KeyedRows = dict[Hashable, list[tuple[Hashable, float]]]


@dataclass(frozen=True)
class Trained:
    """Rows by key, best first, and for each list what was measured: numbers, and whether it is learned."""

    again: KeyedRows
    new: KeyedRows
    together: KeyedRows
    metrics: dict[str, dict[str, float | int | bool]]


def train_rows(purchases: Purchases, day: int, *, users: Collection[Hashable]) -> Trained:
    """Train on purchases before a day; lists of users are made for `users` alone. Minutes, and numpy."""
    cut = day - SPLIT_DAYS
    metrics = _judged(purchases, cut)
    learned = _learned(purchases, day) if any(one["is_learned"] for one in metrics.values()) else None
    counted = count(purchases, day, learned.facts if learned else None)
    makers: dict[str, Recommender] = {
        kind: learned if learned and metrics[kind]["is_learned"] else counted for kind in KINDS
    }
    places = {key: place for place, key in enumerate(purchases.user_keys) if key in users}
    asked = list(places.values())
    beside = makers["together"].beside()
    return Trained(
        again=_keyed(purchases, list(places), makers["again"].order_again(asked, LENGTH)),
        new=_keyed(purchases, list(places), makers["new"].new_for_you(asked, LENGTH)),
        together=_keyed(purchases, list(purchases.item_keys), [best_scored(row, LENGTH) for row in beside]),
        metrics=metrics,
    )


def _judged(purchases: Purchases, cut: int) -> dict[str, dict[str, float | int | bool]]:
    learned = _learned(purchases, cut)
    counts = evaluate(count(purchases, cut, learned.facts if learned else None), purchases, cut)
    ranks = evaluate(learned, purchases, cut) if learned else counts
    return {kind: _measured(ranks[kind], counts[kind], can_be_learned=learned is not None) for kind in KINDS}


def _measured(rank: Score, plain: Score, *, can_be_learned: bool) -> dict[str, float | int | bool]:
    is_learned = can_be_learned and rank.cases >= FEWEST_CASES and rank.ndcg > plain.ndcg
    return {
        **asdict(rank if is_learned else plain),
        "is_learned": is_learned,
        "plain_recall": plain.recall,
        "plain_ndcg": plain.ndcg,
    }


def _learned(purchases: Purchases, day: int) -> Lists | None:
    """Train, or return None where there is nothing to learn from."""
    try:
        return train(purchases, day)
    except ValueError:
        return None


def _keyed(purchases: Purchases, keys: list[Hashable], found: list[Ranked]) -> KeyedRows:
    return {
        key: [(purchases.item_keys[item], score) for item, score in row]
        for key, row in zip(keys, found, strict=True)
        if row
    }
