"""From when on something is worth saying; chosen on the first half of real history."""

from dataclasses import dataclass
from math import floor


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """What the signals go by. Times are multiples of the usual interval; shares are of 1."""

    #: So many days with orders make a rhythm of one's own.
    rhythm_from: int = 3
    #: The next order is due from here on: after `due_times` the usual interval.
    due_times: float = 1.2
    #: A product is due likewise; it counts as regular from so many days on which it was ordered.
    product_from: int = 3
    product_times: float = 1.2
    #: Nothing for `lapse_times` the usual interval, and for `lapse_days` beyond it: the account has lapsed.
    lapse_times: float = 3.0
    lapse_days: int = 60
    #: The last window came to at least this share less than the windows before, and lies so many
    #: standard deviations below them.
    drop_share: float = 0.5
    drop_deviations: float = 0.5
    #: The best tenth by what they spent.
    vip_share: float = 0.1
    #: Of whoever buys the one, at least so many, this share and so many times as many buy the other, too.
    gap_support: int = 10
    gap_confidence: float = 0.2
    gap_lift: float = 1.5

    def due_after(self, usual: float) -> int:
        """Return after how many days without an order one is due."""
        return max(1, floor(self.due_times * usual))

    def lapsed_after(self, usual: float) -> int:
        """Return after how many days without an order an account has lapsed."""
        return floor(max(self.lapse_times * usual, usual + self.lapse_days))


SHIPPED = Thresholds()
