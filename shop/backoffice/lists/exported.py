"""The rows of a list as an export reads them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

SLICE = 2000


class Rows:
    """The rows of an export, read and completed in slices; `model` is what they are of."""

    def __init__(self, queryset: QuerySet, complete: Callable[[Sequence[Any]], Iterable[object]]) -> None:
        self.queryset, self.complete, self.model = queryset, complete, queryset.model

    def __iter__(self) -> Iterator[object]:
        """Read slice after slice."""
        rows = self.queryset.iterator(chunk_size=SLICE)
        while batch := list(islice(rows, SLICE)):
            yield from self.complete(batch)
