"""Numbers without gaps."""

from django.db import connection
from django.db.models import F

from shop.documents.models import DocumentCounter

DIGITS = 6


def next_number(series: str, year: int) -> tuple[str, int]:
    """Return the next number of a prefix in a year, and its counter, counted from 1.

    The counter's row is held until the transaction ends: who else numbers waits, and what is rolled back
    gives its number back. Raises RuntimeError outside of a transaction, where a gap could stay.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A document is numbered in the transaction that writes it.")
    DocumentCounter.objects.bulk_create([DocumentCounter(series=series, year=year)], ignore_conflicts=True)
    row = DocumentCounter.objects.filter(series=series, year=year)
    row.update(last=F("last") + 1)  # guard: document-number
    counter = row.values_list("last", flat=True).get()
    return f"{series}{year}-{counter:0{DIGITS}d}", counter


def take_numbers(series: str, year: int, count: int) -> list[tuple[str, int]]:
    """Return so many numbers at once, for documents that one transaction writes in bulk."""
    return [next_number(series, year)] if count == 1 else _many(series, year, count)


def _many(series: str, year: int, count: int) -> list[tuple[str, int]]:
    if count < 1:
        return []
    _number, first = next_number(series, year)
    DocumentCounter.objects.filter(series=series, year=year).update(last=F("last") + count - 1)
    return [(f"{series}{year}-{place:0{DIGITS}d}", place) for place in range(first, first + count)]
