"""How long this process waits for somebody else's server.

While a page is made, all its questions to servers that are not ours share KILN_PAGE_PATIENCE_SECONDS:
a thread that waits serves nobody else. Jobs, commands and the shell wait as long as the caller says.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

T = TypeVar("T")

# With less than that left nothing is asked any more.
MIN_SECONDS = 0.1
# Questions nobody waits for any more hold a thread until their socket gives up; so many at most.
_places = threading.BoundedSemaphore(32)
_left: ContextVar[list[float] | None] = ContextVar("page_seconds_left", default=None)


class DeadlineExceededError(Exception):
    """There was no answer in time; nobody knows whether the other side did what was asked."""


@contextmanager
def page() -> Iterator[None]:
    """Count what happens inside as the making of one page."""
    token = _left.set([float(settings.KILN_PAGE_PATIENCE_SECONDS)])
    try:
        yield
    finally:
        _left.reset(token)


def is_page() -> bool:
    """Tell whether somebody waits for a page right now."""
    return _left.get() is not None


def has_time() -> bool:
    """Tell whether this page may still wait for another server; a job always may."""
    left = _left.get()
    return left is None or left[0] >= MIN_SECONDS


class PageDeadlineMiddleware:
    """Makes every request a page in this sense, webhooks too: they come to the same threads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Make the page."""
        with page():
            return self.get_response(request)


def call_with_deadline(patience: float, call: Callable[[float], T]) -> T:
    """Return what `call(seconds)` returns, waiting for `patience` seconds at most, on a page for less.

    The limit is for all of it: names, connections, encryption, headers and an answer that comes
    drop by drop. `call` runs in a thread of its own, so it must not use the database; it should
    set `seconds` as its socket's time-out, so that the thread ends when nobody waits any more.
    Raises TooLateError, and whatever `call` raises.
    """
    left = _left.get()
    seconds = patience if left is None else min(patience, left[0])
    if not has_time():
        raise DeadlineExceededError("This page has waited long enough for other servers.")
    places = _places
    if not places.acquire(blocking=False):
        raise DeadlineExceededError("Too many questions to other servers are waiting for an answer.")
    answer: Future[T] = Future()

    def ask() -> None:
        try:
            answer.set_result(call(seconds))
        except BaseException as error:  # noqa: BLE001 - raised again where somebody waits
            answer.set_exception(error)
        finally:
            places.release()

    began = monotonic()
    threading.Thread(target=ask, daemon=True, name="provider").start()
    try:
        if not wait([answer], timeout=seconds).done:
            raise DeadlineExceededError(f"No answer within {seconds:.1f} seconds.")
        return answer.result()
    finally:
        if left is not None:
            left[0] -= monotonic() - began
