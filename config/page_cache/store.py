"""Where kept pages stand: in the process, compressed, within a number of bytes."""

import zlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

#: What a page weighs beside its body: key, headers, Python's own.
OVERHEAD = 1500
#: Of so many pages the last answer is known by its digest.
MOST_SEEN = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptPage:
    """A page as everybody gets it: headers, and the compressed body with a NUL for each CSRF token."""

    headers: tuple[tuple[str, str], ...]
    packed: bytes
    has_token: bool
    until: datetime

    @property
    def size(self) -> int:
        """What it takes of the cache, in bytes."""
        return len(self.packed) + OVERHEAD

    def body(self, token: str) -> bytes:
        """Return the body with this visitor's token."""
        body = zlib.decompress(self.packed)
        return body.replace(b"\0", token.encode()) if self.has_token else body


class PageStore:
    """Pages by key, the least recently used thrown out first; for many threads."""

    def __init__(self, most_bytes: int) -> None:
        """Hold pages of so many bytes in all."""
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._seen: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, *, now: datetime) -> KeptPage | None:
        """Return a page that still holds; None without one."""
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if now >= page.until:  # guard: page-holds-until
                self._take_out(key)
                return None
            self._pages.move_to_end(key)
            return page

    def is_second(self, key: Hashable, digest: bytes) -> bool:
        """Tell whether the answer before was the same, to the byte; note this one."""
        with self._lock:
            before = self._seen.pop(key, None)
            self._seen[key] = digest
            if len(self._seen) > MOST_SEEN:
                self._seen.popitem(last=False)
        return before == digest

    def put(self, key: Hashable, page: KeptPage) -> None:
        """Keep a page in place of the one before; one larger than an eighth of all room is not kept."""
        if page.size > self.most_bytes // 8:
            return
        with self._lock:
            self._take_out(key)
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                self._take_out(next(iter(self._pages)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._seen.clear()
            self.bytes = 0

    def __len__(self) -> int:
        return len(self._pages)

    def _take_out(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.bytes -= page.size
