"""What every page asks and few people change: read once, kept in this process and in the shared cache.

After a change the next request of every process knows: each request reads one version from the shared
cache, at the first look, and what is kept here under another is read again. Outside of requests (worker,
commands) the others know within a second.
"""

import time
from collections.abc import Callable
from threading import local
from typing import Generic, NamedTuple, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.dispatch import receiver

from shop.transactions import after_commit, in_transaction

T = TypeVar("T")
#: For so long a process does not look into the shared cache again, where no request says when to.
PROCESS_SECONDS = 1.0
#: For so long the shared cache is not compared with the database; a bound for a process that died.
CACHE_SECONDS = 300


#: Where the version of everything that is kept stands; it is another after every change.
VERSION_KEY = "kept:version"
#: Where that of whole pages stands: another after every write to a table that an anonymous page shows.
PAGES_KEY = "kept:pages"


class _Request(local):
    """The request of this thread: whether there is one, and the versions it has read."""

    is_open = False
    version: str | None = None
    pages: str | None = None


_request = _Request()


@receiver([request_started, request_finished], dispatch_uid="configuration.request")
def _on_request(signal: object, **kwargs: object) -> None:
    """Let every request look for itself, once."""
    _request.is_open, _request.version, _request.pages = signal is request_started, None, None


def in_request() -> bool:
    """Tell whether this thread answers a request, whose versions are read once."""
    return _request.is_open


def shared_version() -> str:
    """Return the version of what is kept, read once in a request and at every call outside of one."""
    return _request.version if _request.version is not None else _versions()[0]


def pages_version() -> str:
    """Return the version of whole pages, read with the other one: what is kept under it is never stale.

    It changes with every write that an anonymous page may show (`config.page_cache`), also by those that send
    no signal. Keep under it what is quicker to read again than to be followed.
    """
    return _request.pages if _request.pages is not None else _versions()[1]


def _versions() -> tuple[str, str]:
    """Read both versions in one go, making what is missing."""
    keys = (VERSION_KEY, PAGES_KEY)
    found: dict[str, str] = cache.get_many(keys)
    for key in keys:
        if key not in found:
            cache.add(key, uuid4().hex, None)
            found[key] = str(cache.get(key))
    if _request.is_open:
        _request.version, _request.pages = found[VERSION_KEY], found[PAGES_KEY]
    return found[VERSION_KEY], found[PAGES_KEY]


def change_version() -> None:
    """Have every process read again what it keeps, from its next request on; call it after the commit."""
    version = uuid4().hex
    cache.set(VERSION_KEY, version, None)
    if _request.is_open:
        _request.version = version


def change_pages_version() -> None:
    """Have no process serve a whole page that was made before; call it after the commit."""
    version = uuid4().hex
    cache.set(PAGES_KEY, version, None)
    if _request.is_open:
        _request.pages = version


class _Kept(NamedTuple):
    """A value of this process, when it was read (monotonic seconds) and under which version, if any."""

    value: object
    read_at: float
    version: str | None


class Memory(Generic[T]):
    """One value by its cache key; `read` reads it from the database.

    Readers only ever add to the shared cache and whoever changed something sets it after the commit, so
    that what was read before a change never stays behind it.
    """

    def __init__(self, key: str, read: Callable[[], T]) -> None:
        self.key, self.read = key, read
        self._kept: _Kept | None = None

    def get(self) -> T:
        """Return the value: no query while it is kept."""
        version = shared_version() if _request.is_open else None
        kept = self._kept
        if kept is not None and self._holds(kept, version):
            return kept.value  # type: ignore[return-value]
        found: T | None = cache.get(self.key)
        if found is None:
            found = self.read()
            if in_transaction():  # what a transaction has written may never be
                return found
            cache.add(self.key, found, CACHE_SECONDS)
        self._kept = _Kept(found, time.monotonic(), version)
        return found

    @staticmethod
    def _holds(kept: _Kept, version: str | None) -> bool:
        age = time.monotonic() - kept.read_at
        if version is None:
            return age <= PROCESS_SECONDS
        return kept.version == version and age <= CACHE_SECONDS  # guard: shared-version

    def take(self, value: T) -> None:
        """Keep a value in this process, as of the version that its request has read."""
        self._kept = _Kept(value, time.monotonic(), _request.version)

    def clear(self) -> None:
        """Let this process look again."""
        self._kept = None

    def last(self) -> T | None:
        """Return what this process knew last, however old; asks nobody."""
        kept = self._kept
        return kept.value if kept else None  # type: ignore[return-value]

    def forget(self) -> None:
        """Read again in this process now, and in all others once the transaction is in the database."""
        self._kept = None
        cache.delete(self.key)
        change_version()  # what this transaction has made of it before is forgotten, too
        after_commit(self.refresh)

    def refresh(self) -> T:
        """Read from the database, whatever is kept, and keep that."""
        value = self.read()
        if not in_transaction():
            cache.set(self.key, value, CACHE_SECONDS)
            change_version()
            self.take(value)
        return value


class LazyMemory(Generic[T]):
    """As `Memory`, but nothing is read when it changes: for what an import changes a thousand times.

    It stands in the shared cache under the version that its reader saw, so that a reader who was overtaken
    by a change leaves its answer where nobody asks again. `read` may return anything but None.
    """

    def __init__(self, key: str, read: Callable[[], T]) -> None:
        self.key, self.read = key, read
        self._kept: _Kept | None = None

    def get(self) -> T:
        """Return the value: no query while it is kept, and none is kept of a transaction that changed it."""
        version, kept = shared_version(), self._kept
        if kept is not None and kept.version == version and time.monotonic() - kept.read_at <= CACHE_SECONDS:
            return kept.value  # type: ignore[return-value]
        if in_transaction():
            return self.read()
        key = f"{self.key}:{version}"
        value: T | None = cache.get(key)
        if value is None:
            value = self.read()
            cache.set(key, value, CACHE_SECONDS)
        self._kept = _Kept(value, time.monotonic(), version)
        return value

    def clear(self) -> None:
        """Let this process look again."""
        self._kept = None

    def forget(self, **kwargs: object) -> None:
        """Read again in this process now, and in all others once the transaction is in the database.

        Takes what a signal sends, so that it may be connected to one.
        """
        self._kept = None
        change_version()  # what this transaction has read before is forgotten, too
        after_commit(change_version)
