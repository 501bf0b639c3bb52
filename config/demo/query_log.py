"""Loading without Django's log of queries."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_query_log() -> Iterator[None]:
    """Spare the copy of every query that Django keeps with DEBUG; on SQLite it costs a query each."""
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        del connection.make_debug_cursor
