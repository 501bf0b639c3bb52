"""A page that is on its way has arrived before a journey goes on.

Playwright clicks and returns; what the click sends is under way then. On a busy machine the next line
of a journey can come first: it asks a window that has no document, loads again what is about to be
replaced, or looks into the database for what has not been sent. No person is as quick. So whatever
presses waits for the page that it starts, and a question is asked again where it fell between two pages.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, Request

# What the browser says where it has left one document and not come to the next.
BETWEEN = (
    "Execution context was destroyed",
    "Cannot find context",
    "Cannot read properties of null",
    "Not attached to an active page",
    "interrupted by another navigation",
)
PRESSES = (
    (Locator, ("click", "press", "select_option", "check")),
    (Page, ("click", "press", "select_option")),
)
# Milliseconds after the page's answer, in which the browser begins what the press asks for.
BEGIN = 10
# Seconds.
PATIENCE = 20
R = TypeVar("R")
_under_way: WeakKeyDictionary[BrowserContext, set[Request]] = WeakKeyDictionary()


@contextmanager
def pages_arrive() -> Iterator[None]:
    """Have every press in every window wait for the page it starts, and every question for a document."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", _watched(Browser.new_context))
        for owner, names in PRESSES:
            for name in names:
                patch.setattr(owner, name, _awaited(getattr(owner, name)))
        for name in ("evaluate", "goto", "reload"):
            patch.setattr(Page, name, _asked_again(getattr(Page, name)))
        yield


def _watched(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    @wraps(new_context)
    def opened(browser: Browser, **options: object) -> BrowserContext:
        context = new_context(browser, **options)
        under_way = _under_way[context] = set()

        def leaves(request: Request) -> None:
            if request.is_navigation_request():
                under_way.add(request)

        def comes(request: Request) -> None:
            under_way.discard(request)

        context.on("request", leaves)
        context.on("requestfinished", comes)
        context.on("requestfailed", comes)
        return context

    return opened


def _awaited(press: Callable[..., R]) -> Callable[..., R]:
    @wraps(press)
    def pressed(target: Locator | Page, *args: object, **options: object) -> R:
        answer = press(target, *args, **options)
        _arrive(target if isinstance(target, Page) else target.page)
        return answer

    return pressed


def _arrive(page: Page) -> None:
    """Wait for what is under way in a window and its brothers, if the press has not closed it."""
    under_way = _under_way.get(page.context, set())
    until = time.monotonic() + PATIENCE
    try:
        page.evaluate("0")
        page.wait_for_timeout(BEGIN)
        while under_way and time.monotonic() < until:
            page.wait_for_timeout(5)
        page.wait_for_load_state()
    except Error:
        if not page.is_closed():
            raise


def _asked_again(ask: Callable[..., R]) -> Callable[..., R]:
    @wraps(ask)
    def asked(page: Page, *args: object, **options: object) -> R:
        for _ in range(5):
            try:
                return ask(page, *args, **options)
            except Error as error:
                if not any(words in error.message for words in BETWEEN):
                    raise
                page.wait_for_timeout(50)
                page.wait_for_load_state()
        return ask(page, *args, **options)

    return asked
