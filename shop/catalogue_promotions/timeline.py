"""Which price holds when: pure functions over a record's promotions and prices of the past."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

#: Directive 98/6/EC, article 6a.
BEFORE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A price of a promotion from `start` until `end` (not included; None: without end)."""

    start: datetime
    end: datetime | None
    price: Decimal
    promotion_id: int
    stacks: bool = False
    priority: int = 0


def holding(spans: Iterable[Span], *, since: datetime) -> list[Span]:
    """Return what holds from a moment on, each at its time: highest priority, then lowest price."""
    live = [span for span in spans if span.end is None or span.end > since]
    cuts = sorted({since, *(s.start for s in live if s.start > since), *(s.end for s in live if s.end)})
    found: list[Span] = []
    for place, start in enumerate(cuts):
        end = cuts[place + 1] if place + 1 < len(cuts) else None
        best = _best(live, start)
        if best is None:
            continue
        last = found[-1] if found else None
        if last is not None and last.end == start and _is_same(last, best):
            found[-1] = _with_end(last, end)
        else:
            found.append(
                Span(
                    start=start,
                    end=end,
                    price=best.price,
                    promotion_id=best.promotion_id,
                    stacks=best.stacks,
                    priority=best.priority,
                )
            )
    return found


def _best(spans: Iterable[Span], at: datetime) -> Span | None:
    open_ones = [span for span in spans if span.start <= at and (span.end is None or span.end > at)]
    return min(open_ones, key=lambda span: (-span.priority, span.price, span.promotion_id), default=None)


def _is_same(one: Span, other: Span) -> bool:
    return (one.promotion_id, one.price, one.stacks) == (other.promotion_id, other.price, other.stacks)


def _with_end(span: Span, end: datetime | None) -> Span:
    return Span(
        start=span.start,
        end=end,
        price=span.price,
        promotion_id=span.promotion_id,
        stacks=span.stacks,
        priority=span.priority,
    )


def reduced_since(span: Span, before: Sequence[Span]) -> datetime:
    """Return when the reduction began that a span goes on with.

    A price that is reduced further without a break is one reduction (progressive): the first counts.
    """
    since, price = span.start, span.price
    for earlier in sorted(before, key=lambda one: one.start, reverse=True):
        if earlier.end == since and earlier.price >= price:
            since, price = earlier.start, earlier.price
    return since


def lowest_before(
    moment: datetime,
    *,
    own: Sequence[tuple[datetime, Decimal]],
    reduced: Sequence[Span],
    otherwise: Decimal,
) -> Decimal:
    """Return the lowest price applied in the thirty days before a moment.

    `own` are the record's own prices, each since when; `reduced` those of promotions. A product that has been
    in the shop for less counts since then. `otherwise` where nothing is known.
    """
    first = moment - BEFORE
    earlier = [price for at, price in own if at <= first][-1:]
    within = [price for at, price in own if first < at < moment]
    sold = [span.price for span in reduced if span.start < moment and (span.end is None or span.end > first)]
    return min([*earlier, *within, *sold], default=otherwise)
