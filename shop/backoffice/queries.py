"""What somebody looks for in a long list."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

SCAN_LIMIT = 400
KEY_LIMIT = 2000


Row = TypeVar("Row", bound=Model)


def filter_by_scan(wanted: Q, *, among: QuerySet[Row]) -> QuerySet[Row]:
    """Leave the rows that fit a condition no index answers; one query more, but all rows are read once.

    Few hits are found by reading the table once from front to back, and are named: the list would
    look for them row by row in its own order. Of many, the list finds a page soon.
    """
    keys = list(among.filter(wanted).order_by().values_list("pk", flat=True)[: SCAN_LIMIT + 1])
    return among.filter(wanted) if len(keys) > SCAN_LIMIT else among.filter(pk__in=keys)


def among_keys(rows: QuerySet[Row], found: Sequence[QuerySet[Model, int]]) -> QuerySet[Row]:
    """Leave the rows whose keys one of these lists of keys has, each read from an index.

    Few are named, so that the list sorts them; of many, the list finds a page in its own order.
    """
    few: set[int] = set()
    many: list[QuerySet[Model, int]] = []
    for each in found:
        keys = list(each.order_by()[: KEY_LIMIT + 1])
        if len(keys) > KEY_LIMIT:
            many.append(each.order_by())
        else:
            few.update(keys)
    wanted = Q(pk__in=few) if few or not many else Q()
    for each in many:
        wanted |= Q(pk__in=each)
    return rows.filter(wanted)
