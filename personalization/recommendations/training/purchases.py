"""Purchases as arrays: what every recommendation is trained on."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Matrix = sparse.csr_matrix


@dataclass(frozen=True)
class Purchases:
    """Lines of orders: who, what, in which basket, on which day (days since any epoch).

    `users` and `items` are positions in `user_keys` and `item_keys`. No two lines have one basket and item.
    """

    user_keys: Sequence[Hashable]
    item_keys: Sequence[Hashable]
    users: Ints
    items: Ints
    baskets: Ints
    days: Ints

    @classmethod
    def of(cls, lines: Iterable[tuple[Hashable, Hashable, Hashable, int]]) -> "Purchases":
        """Make the arrays of lines (user, item, basket, day); a repeated basket and item counts once."""
        users: dict[Hashable, int] = {}
        items: dict[Hashable, int] = {}
        baskets: dict[Hashable, int] = {}
        rows = {
            (
                baskets.setdefault(basket, len(baskets)),
                items.setdefault(item, len(items)),
                users.setdefault(user, len(users)),
                day,
            )
            for user, item, basket, day in lines
        }
        table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 4)
        return cls(list(users), list(items), table[:, 2], table[:, 1], table[:, 0], table[:, 3])

    @property
    def shape(self) -> tuple[int, int]:
        """How many users and items there are."""
        return len(self.user_keys), len(self.item_keys)

    def before(self, day: int) -> "Purchases":
        """Return the lines before a day; the keys keep their positions."""
        kept = self.days < day
        columns = (self.users[kept], self.items[kept], self.baskets[kept], self.days[kept])
        return Purchases(self.user_keys, self.item_keys, *columns)

    def next_days(self, day: int) -> dict[int, set[int]]:
        """Return what each user bought on their first day of purchase from `day` on."""
        first: dict[int, int] = {}
        late = self.days >= day
        for user, at in zip(self.users[late].tolist(), self.days[late].tolist(), strict=True):
            first[user] = min(at, first.get(user, at))
        bought: dict[int, set[int]] = {}
        columns = (self.users[late].tolist(), self.items[late].tolist(), self.days[late].tolist())
        for user, item, at in zip(*columns, strict=True):
            if first[user] == at:
                bought.setdefault(user, set()).add(item)
        return bought
