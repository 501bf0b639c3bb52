"""What is known of a user and an item on a day, as planes: frequency, recency, rhythm, taste, trend."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from personalization.recommendations.training.ease import Weights, item_weights
from personalization.recommendations.training.purchases import Floats, Ints, Matrix, Purchases

HALF_LIVES = (15, 60, 240)  # days
TRENDS = (7, 30, 90)  # days
NAMES = (
    *("decay15", "decay60", "decay240", "days", "share", "last", "overdue", "ease", "ease_recent"),
    *("trend7", "trend30", "trend90", "popular", "age"),
)


@dataclass(frozen=True)
class Facts:
    """What purchases before `day` say; planes of features are cut from it for some users at a time."""

    day: int
    bought: Matrix
    decayed: tuple[Matrix, ...]
    last: Matrix
    first: Matrix
    user_days: Floats
    weights: Weights
    trends: Floats
    age: Floats

    def planes(self, users: Sequence[int]) -> Floats:
        """Return an array (feature, user, item) in the order of `NAMES`."""
        rows = np.asarray(users)
        count = self.bought[rows].toarray()
        decayed = [plane[rows].toarray() for plane in self.decayed]
        had = count > 0
        last, first = self.last[rows].toarray(), self.first[rows].toarray()
        ago = np.where(had, self.day - last, 0)
        rhythm = np.where(count > 1, (last - first) / np.maximum(count - 1, 1), 0)
        overdue = np.where(count > 1, np.minimum(ago / np.maximum(rhythm, 7), 3), 0)
        flags = (count > 0).astype(np.float32)
        recent = np.sqrt(decayed[1]).astype(np.float32)
        common = np.broadcast_to(self.trends[:, None, :], (len(self.trends), *count.shape))
        personal = [
            *decayed,
            np.log1p(count),
            count / np.maximum(self.user_days[rows], 1)[:, None],
            np.log1p(ago),
            overdue,
            _root(flags @ self.weights),
            _root(recent @ self.weights),
        ]
        aged = np.broadcast_to(self.age, count.shape)
        return np.stack([*personal, *common, aged]).astype(np.float32)


def _extremes(purchases: Ints, shape: tuple[int, int]) -> tuple[Matrix, Matrix]:
    """Return the last and the first day of each pair of user and item; rows are sorted by the three."""
    users, items, days = purchases
    changes = (np.diff(users) != 0) | (np.diff(items) != 0)
    starts = np.flatnonzero(np.r_[True, changes][: len(users)])
    ends = np.r_[starts[1:], len(users)][: len(starts)] - 1
    where = (users[starts], items[starts])
    last, first = (sparse.csr_matrix((days[at].astype(float), where), shape=shape) for at in (ends, starts))
    return last, first


def _root(values: Floats) -> Floats:
    """Take the root and keep the sign: the sums have a long tail that a linear ranker would follow."""
    return np.sign(values) * np.sqrt(np.abs(values))


def facts_of(purchases: Purchases, day: int, *, regularisation: float) -> Facts:
    """Count what purchases before `day` say: one fit of item weights, else sums."""
    known = purchases.before(day)
    shape = known.shape
    keys = np.unique(np.stack([known.users, known.items, known.days]), axis=1)
    users, items, days = keys
    ago = day - days

    def plane(values: Floats) -> Matrix:
        return sparse.csr_matrix((values, (users, items)), shape=shape)

    bought = plane(np.ones(len(users)))
    last, first = _extremes(keys, shape)
    pairs = np.unique(np.stack([users, days]), axis=1)
    trends = [
        np.bincount(items[ago <= period], minlength=shape[1]).astype(float) for period in (*TRENDS, 10**6)
    ]
    seen = np.full(shape[1], day)
    np.minimum.at(seen, items, days)
    return Facts(
        day,
        bought,
        tuple(plane(0.5 ** (ago / half)) for half in HALF_LIVES),
        last,
        first,
        np.bincount(pairs[0], minlength=shape[0]).astype(float),
        item_weights(bought, regularisation),
        np.log1p(np.stack(trends)),
        np.log1p(day - seen),
    )
