"""RFM: in which fifth of all customers somebody stands by recency, frequency and money.

Source: Hughes (1994), Strategic Database Marketing. 5 is the best fifth: the latest last order, the most days
with orders, the highest sum. Equal values have equal scores, so a fifth may be empty: where most have ordered
once, all of these are frequency 1. Only who has ordered is counted.
"""

from bisect import bisect_left
from collections.abc import Sequence

FIFTHS = 5
Cuts = tuple[float, ...]


def cuts_of(values: Sequence[float]) -> Cuts:
    """Return the four values that end the first four fifths; none of nothing."""
    ordered = sorted(values)
    size = len(ordered)
    if not size:
        return ()
    return tuple(ordered[-(-size * fifth // FIFTHS) - 1] for fifth in range(1, FIFTHS))


def fifth_of(value: float, cuts: Cuts) -> int | None:
    """Return 1 to 5: one more than there are cuts below the value; None without cuts."""
    return bisect_left(cuts, value) + 1 if cuts else None
