"""What somebody does with mouse and keyboard, counted: a journey says how many actions it takes."""

import re

from playwright.sync_api import Locator, Page

from tests.journeys.conftest import PHONE


class Hands:
    """The visitor of a page; a click, a tick, a field filled and a key pressed are one action each."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields = page, 0, 0

    @property
    def actions(self) -> int:
        return self.clicks + self.fields

    def take(self, target: Locator) -> None:
        """Click something, and wait for the page that it may lead to."""
        self.clicks += 1
        target.click()
        self.page.wait_for_load_state()

    def click(self, name: str | re.Pattern[str], role: str = "button") -> None:
        self.take(self.page.get_by_role(role, name=name, exact=True).first)

    def follow(self, name: str) -> None:
        """Follow a link of the page's own part, which may say more than its name."""
        self.take(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def menu(self, *names: str) -> None:
        """Open an entry of the back office's menu, which a phone folds away."""
        if self.page.viewport_size == PHONE:
            self.take(self.page.get_by_role("button", name="Toggle sidebar"))
        with self.page.expect_navigation():
            for name in names:
                self.take(self.page.locator("#wagtail-sidebar").get_by_text(name, exact=True).first)

    def fill(self, label: str, words: str) -> None:
        self.fields += 1
        self.page.get_by_label(label, exact=True).locator("visible=true").first.fill(words)

    def search(self, words: str) -> None:
        """Type into the search of a list, which narrows the list by itself."""
        self.fields += 1
        self.page.get_by_role("main").locator("input[name=q]").first.fill(words)

    def write(self, label: str, words: str) -> None:
        """Type key by key, where something is shown while one types."""
        self.fields += 1
        self.page.get_by_label(label, exact=True).locator("visible=true").first.press_sequentially(words)

    def choose(self, label: str, words: str) -> None:
        self.fields += 1
        self.page.get_by_label(label, exact=True).first.select_option(label=words)

    def tick(self, label: str) -> None:
        self.clicks += 1
        self.page.get_by_label(label, exact=True).first.check()
