"""A small buffer between page views and the broker: one message for many views."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

Payload = dict[str, Any]


class Buffer:
    """Collects payloads and hands them on together: `size` of them, or `seconds` after the first.

    Kept per process. What a crash loses are a few views, never money; a broker that is away
    costs the same and is logged, and the page goes out all the same.
    """

    def __init__(self, send: Callable[[list[Payload]], object], *, size: int, seconds: float) -> None:
        self.send = send
        self.size = size
        self.seconds = seconds
        self.waiting: list[Payload] = []
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    def add(self, payload: Payload) -> None:
        """Take one payload; hand all on when the buffer is full."""
        with self.lock:
            self.waiting.append(payload)
            full = len(self.waiting) >= self.size
            if not full and self.timer is None:
                self.timer = threading.Timer(self.seconds, self.flush)
                self.timer.daemon = True
                self.timer.start()
        if full:
            self.flush()

    def flush(self) -> None:
        """Hand on what waits."""
        with self.lock:
            payloads, self.waiting = self.waiting, []
            if self.timer is not None:
                self.timer.cancel()
                self.timer = None
        if not payloads:
            return
        try:
            self.send(payloads)
        except OperationalError:
            logger.warning("The broker is away; %s interactions are lost.", len(payloads))
