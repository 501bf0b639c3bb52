"""What every page asks and few people change: read once, kept in this process and in the shared cache.

After a change this process knows at once, the others within a second. Readers only ever add to the
shared cache and whoever changed something sets it after the commit, so that what was read before a
change never stays behind it.
"""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.cache import cache

from shop.transactions import after_commit, in_transaction

T = TypeVar("T")
#: For so long a process does not look into the shared cache again.
PROCESS_SECONDS = 1.0
#: For so long the shared cache is not compared with the database; a bound for a process that died.
CACHE_SECONDS = 300


class Memory(Generic[T]):
    """One value by its cache key; `read` reads it from the database."""

    def __init__(self, key: str, read: Callable[[], T]) -> None:
        self.key, self.read = key, read
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        """Return the value: no query while it is kept."""
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] <= PROCESS_SECONDS:
            return kept[1]
        value = self._shared()
        self.take(value)
        return value

    def take(self, value: T) -> None:
        """Keep a value in this process."""
        self._kept = (time.monotonic(), value)

    def clear(self) -> None:
        """Let this process look again."""
        self._kept = None

    def last(self) -> T | None:
        """Return what this process knew last, however old; asks nobody."""
        kept = self._kept
        return kept[1] if kept else None

    def forget(self) -> None:
        """Read again in this process now, and in all others once the transaction is in the database."""
        self._kept = None
        cache.delete(self.key)
        after_commit(self.refresh)

    def refresh(self) -> T:
        """Read from the database, whatever is kept, and keep that."""
        value = self.read()
        if not in_transaction():
            cache.set(self.key, value, CACHE_SECONDS)
            self.take(value)
        return value

    def _shared(self) -> T:
        found: T | None = cache.get(self.key)
        if found is not None:
            return found
        value = self.read()
        if not in_transaction():  # what a transaction has written may never be
            cache.add(self.key, value, CACHE_SECONDS)
        return value
