"""What somebody does with mouse and keyboard, counted."""

from playwright.sync_api import Page


class Hands:
    """Clicks are counted apart from fields that are filled in or chosen."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields = page, 0, 0

    def click(self, name: str, role: str = "button") -> None:
        """Press what is called so."""
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def fill(self, label: str, words: str) -> None:
        """Write into the field that is seen under this label."""
        self.fields += 1
        self.page.get_by_label(label, exact=True).locator("visible=true").first.press_sequentially(words)

    def choose(self, label: str, words: str) -> None:
        """Choose from a list."""
        self.fields += 1
        self.page.get_by_label(label, exact=True).first.select_option(label=words)

    def tick(self, label: str) -> None:
        """Tick a box."""
        self.clicks += 1
        self.page.get_by_label(label, exact=True).first.check()
