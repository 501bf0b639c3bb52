"""What one order waits for: its money, its parcel, a word of its buyer. Pure, and as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

#: Ask for a review so many days after the parcel left, and not any more so many days later.
REVIEW_AFTER, REVIEW_UNTIL = 14, 45
#: A refund, a dispute that began so many days ago at most, is something open with the buyer.
TROUBLE_DAYS = 30


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """One order with the days of what happened to it; None for what has not.

    `due_on` is the last day to pay in time, `promised_on` the last day to send it in time. `trouble_on` are
    the days of refunds and disputes; `kept` says whether any piece of it stays with the buyer.
    """

    order: int
    number: str
    placed_on: date
    due_on: date | None = None
    paid_on: date | None = None
    promised_on: date | None = None
    dispatched_on: date | None = None
    cancelled_on: date | None = None
    reviewed_on: date | None = None
    trouble_on: Sequence[date] = field(default_factory=tuple)
    kept: bool = True
    value: str = "0"
    currency: str = ""

    def is_open_on(self, day: date) -> bool:
        """Say whether it had been placed and not called off."""
        return self.placed_on <= day and not _by(self.cancelled_on, day)

    def overdue_since(self, day: date) -> date | None:
        """Return since when its money is overdue on a day, None where it is not."""
        if self.due_on is None or not self.is_open_on(day) or _by(self.paid_on, day):
            return None
        return self.due_on + timedelta(days=1) if day > self.due_on else None

    def late_since(self, day: date) -> date | None:
        """Return since when its parcel is late on a day, None where it is not."""
        if self.promised_on is None or not self.is_open_on(day) or _by(self.dispatched_on, day):
            return None
        return self.promised_on + timedelta(days=1) if day > self.promised_on else None

    def has_trouble(self, day: date) -> bool:
        """Say whether a refund or a dispute had begun not long before."""
        return any(0 <= (day - began).days <= TROUBLE_DAYS for began in self.trouble_on)

    def is_unpaid(self, day: date) -> bool:
        """Say whether money was still to come for it."""
        return self.is_open_on(day) and self.due_on is not None and not _by(self.paid_on, day)

    def review_since(self, day: date) -> date | None:
        """Return since when its buyer may be asked for a review, as far as this order is concerned."""
        if self.dispatched_on is None or not self.kept or not self.is_open_on(day):
            return None
        first = self.dispatched_on + timedelta(days=REVIEW_AFTER)
        ready = first <= day <= first + timedelta(days=REVIEW_UNTIL) and not _by(self.reviewed_on, day)
        return first if ready and not self.is_unpaid(day) else None

    def turning_days(self) -> list[date]:
        """List the days on which something changes by itself."""
        days = [one + timedelta(days=1) for one in (self.due_on, self.promised_on) if one is not None]
        if self.dispatched_on is not None:
            first = self.dispatched_on + timedelta(days=REVIEW_AFTER)
            days += [first, first + timedelta(days=REVIEW_UNTIL + 1)]
        days += [began + timedelta(days=TROUBLE_DAYS + 1) for began in self.trouble_on]
        return days


def review_due(orders: Sequence[OrderFacts], *, day: date) -> tuple[OrderFacts, date] | None:
    """Return the latest order whose buyer may be asked for a review, and since when.

    None while anything is open with them: an order unpaid, late, or given back in the last 30 days.
    """
    if any(one.is_unpaid(day) or one.late_since(day) or one.has_trouble(day) for one in orders):
        return None
    ready = [(one, since) for one in orders if (since := one.review_since(day)) is not None]
    return max(ready, key=lambda pair: (pair[0].placed_on, pair[0].order), default=None)


def _by(happened: date | None, day: date) -> bool:
    return happened is not None and happened <= day
