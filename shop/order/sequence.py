"""Drawing the next order number of a channel."""

import secrets
from datetime import date

from django.db.models import F, QuerySet

from shop.order.models import NumberSequence
from shop.order.numbers import WEB, number_at, prefix_of
from shop.returning import update_returning

#: A sequence is drawn in so many interleaved partitions, a row each: whoever draws inside a long
#: transaction holds up few others.
SHARDS = 16


def _count_on(row: QuerySet[NumberSequence]) -> tuple[int, ...] | None:
    return update_returning(row, {"drawn": F("drawn") + 1}, columns=["drawn"])  # guard: number-sequence


def draw_number(*, channel: str = WEB, day: date) -> str:
    """Draw the next number of a channel for an order of this day; nobody else gets it.

    One UPDATE counts the row on, which stays locked to the end of the transaction; a number drawn in a
    transaction that fails is drawn again by the next. A number that nobody uses leaves a gap.
    """
    prefix, shard = prefix_of(channel=channel, year=day.year), secrets.randbelow(SHARDS)
    row = NumberSequence.objects.filter(prefix=prefix, shard=shard)
    counted = _count_on(row)
    if counted is None:
        NumberSequence.objects.get_or_create(prefix=prefix, shard=shard)
        counted = _count_on(row)
    if counted is None:
        raise NumberSequence.DoesNotExist
    drawn = counted[0]
    return number_at((drawn - 1) * SHARDS + shard, prefix=prefix)
