"""A real browser for the journeys: Debian's Chromium, driven by Playwright."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.config.roles.people import member
from tests.journeys.arrivals import pages_arrive

# Playwright keeps an event loop in the test's thread, which Django takes for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# A busy machine takes its time; what never comes is still told.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def chromium() -> Browser:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        with pages_arrive():
            yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _own_address(request, settings):
    """Have the server build its absolute addresses as what it is."""
    if "live_server" in request.fixturenames:
        settings.KILN_BASE_URL = request.getfixturevalue("live_server").url


@pytest.fixture
def context(chromium) -> BrowserContext:
    """One visitor: cookies of their own, English, a desktop window."""
    context = chromium.new_context(viewport=DESKTOP, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context) -> Page:
    """A tab that fails the test when the page's own code fails."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    # That a form was refused (422) is an answer of ours, which the browser notes as an error.
    page.on(
        "console",
        lambda message: (
            errors.append(message.text)
            if message.type == "error" and "status of 422" not in message.text
            else None
        ),
    )
    yield page
    assert errors == []


@pytest.fixture
def enter(page, live_server, client):
    """Come in as somebody of a role, or as this very user."""

    def as_member(who):
        client.force_login(member(who) if isinstance(who, str) else who)
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return page

    return as_member
