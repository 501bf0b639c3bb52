"""A small buffer between page views and the broker: one message for many views."""

import logging
import threading
from collections.abc import Callable

from shop.json_types import JsonObject

logger = logging.getLogger(__name__)

Payload = JsonObject


class Buffer:
    """Collects payloads and hands them on together: `size` of them, or `seconds` after the first.

    Kept per process. What a crash loses are a few views, never money; whatever goes wrong on the
    way costs the same and is logged, and the page goes out all the same.
    """

    def __init__(self, send: Callable[[list[Payload]], object], *, size: int, seconds: float) -> None:
        self.send = send
        self.size = size
        self.seconds = seconds
        self.waiting: list[Payload] = []
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    def add(self, payload: Payload) -> None:
        """Take one payload; hand all on when the buffer is full. Raises nothing."""
        with self.lock:
            self.waiting.append(payload)
            full = len(self.waiting) >= self.size or not self._is_timed()
        if full:
            self.flush()

    def flush(self) -> None:
        """Hand on what waits. Raises nothing."""
        with self.lock:
            payloads, self.waiting = self.waiting, []
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None
        if not payloads:
            return
        try:
            self.send(payloads)
        except Exception:  # every transport, and what it carries, has errors of its own
            logger.warning("%s interactions are lost.", len(payloads), exc_info=True)

    def _is_timed(self) -> bool:
        """Have what waits handed on later; False when this process can start no timer."""
        if self.timer is not None:
            return True
        timer = threading.Timer(self.seconds, self.flush)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:
            return False
        self.timer = timer
        return True
