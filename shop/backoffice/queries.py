"""What somebody looks for in a long list."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

SCAN_LIMIT = 400


Row = TypeVar("Row", bound=Model)


def filter_by_scan(wanted: Q, *, among: QuerySet[Row]) -> QuerySet[Row]:
    """Leave the rows that fit a condition no index answers; one query more, but all rows are read once.

    Few hits are found by reading the table once from front to back, and are named: the list would
    look for them row by row in its own order. Of many, the list finds a page soon.
    """
    keys = list(among.filter(wanted).order_by().values_list("pk", flat=True)[: SCAN_LIMIT + 1])
    return among.filter(wanted) if len(keys) > SCAN_LIMIT else among.filter(pk__in=keys)
