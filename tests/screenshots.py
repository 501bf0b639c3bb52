"""Take a picture of every page type: `python -m tests.screenshots [NAME ...]`, or `make screenshots`.

Phone, tablet and desktop, light and dark, three languages: the shop's main pages in all of that, every
other page of the storefront on phone and desktop in light and once in dark and in each Chinese, the back
office on the desk, what is opened every day also on the phone and in each Chinese. NAME is a page of
`tests.shots`, `storefront` or `office`; none means all. `--only` takes each page in the variations that are
named instead, as `--only phone-light-zh-hant`. Written to `docs/screenshots/` as WebP. `--readme` takes the
six that the README shows; they alone are kept under version control. `--at` takes them of a server that
runs already, `--to` writes them elsewhere.
"""

import argparse
import contextlib
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error as PlaywrightError,
    Page,
    StorageState,
    sync_playwright,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from config.demo.people import PASSWORD  # noqa: E402 - its module needs Django's apps
from tests.demo_server import ROOT, demo_server  # noqa: E402
from tests.journeys.conftest import FLAGS  # noqa: E402
from tests.shots import SHOTS, Shot, press  # noqa: E402

OUT = ROOT / "docs" / "screenshots"
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}
LANGUAGES = {"en": "", "zh-hans": "/zh-hans", "zh-hant": "/zh-hant"}
# What the README shows: page, size, language.
README = {
    "readme-home": ("home", "desktop", "en"),
    "readme-category": ("listing", "desktop", "en"),
    "readme-product": ("product", "phone", "zh-hant"),
    "readme-basket": ("basket", "phone", "en"),
    "readme-portal": ("portal", "desktop", "en"),
    "readme-office": ("office-home", "desktop", "en"),
}
README_WIDTH = 900
#: Pixels of a long list of the back office that are enough to judge it by.
TALLEST = 6000
BACK_OFFICE = {"office", "daily"}


def variations(subset: str) -> list[tuple[str, str, str]]:
    """Return size, scheme and language of each picture of a page."""
    if subset in BACK_OFFICE:
        desk = [("desktop", "light", "en"), ("desktop", "dark", "en")]
        chinese = [("desktop", "light", "zh-hans"), ("desktop", "light", "zh-hant")]
        return [*desk, ("phone", "light", "en"), *chinese] if subset == "daily" else desk
    if subset == "parts":  # one page for developers, in English
        return [(size, scheme, "en") for size in ("phone", "desktop") for scheme in ("light", "dark")]
    if subset == "paper":
        return [("desktop", "light", language) for language in ("en", "zh-hant")]
    if subset == "phone":
        return [("phone", "light", "en"), ("phone", "dark", "en"), ("phone", "light", "zh-hans")]
    if subset == "storefront":
        light = [("phone", "light", "en"), ("desktop", "light", "en")]
        return [
            *light,
            ("desktop", "dark", "en"),
            ("phone", "light", "zh-hans"),
            ("desktop", "light", "zh-hant"),
        ]
    pictures = [(size, scheme, "en") for size in SIZES for scheme in ("light", "dark")]
    return pictures + [
        (size, "light", language) for size in ("phone", "desktop") for language in ("zh-hans", "zh-hant")
    ]


class Camera:
    """A browser on the demo shop; each person refuses to be remembered and logs in once, then is known by cookies.

    Pages that are only looked at share a window per person, size and scheme, so that styles, scripts and fonts
    are fetched once; a walk that leaves something behind, a basket say, has a window of its own.
    """

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base
        self.people: dict[str, StorageState] = {}
        self.spoken: dict[str, str] = {}
        self.windows: dict[tuple[str, str, str], BrowserContext] = {}

    def take(self, shot: Shot, size: str, scheme: str, language: str, *, full: bool = True) -> Image.Image:
        """Return the picture of a page in one variation."""
        if shot.subset in BACK_OFFICE:
            self._speak(shot.user, language)
        is_shared = not shot.is_asked and (shot.subset in BACK_OFFICE or isinstance(shot.way, str))
        context = self._window(shot, size, scheme) if is_shared else self._open(shot, size, scheme)
        page = context.new_page()
        try:
            page.set_default_timeout(30_000)
            page.emulate_media(media=shot.media)
            address = self.base + ("" if shot.subset in BACK_OFFICE else LANGUAGES[language])
            if callable(shot.way):
                shot.way(page, address)
            else:
                page.goto(address + shot.way)
            page.wait_for_load_state("networkidle")
            if not shot.is_window:
                self._load_pictures(page)
            if full and not shot.is_window and shot.subset in BACK_OFFICE:
                self._make_window_as_tall_as_the_page(page)
            return Image.open(io.BytesIO(page.screenshot(full_page=full and not shot.is_window))).convert(
                "RGB"
            )
        finally:
            page.close()
            if not is_shared:
                context.close()

    def _open(self, shot: Shot, size: str, scheme: str) -> BrowserContext:
        width, height = SIZES[size]
        return self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            storage_state=None if shot.is_asked else self._known(shot.user),
        )

    def _window(self, shot: Shot, size: str, scheme: str) -> BrowserContext:
        key = (shot.user, size, scheme)
        if key not in self.windows:
            self.windows[key] = self._open(shot, size, scheme)
        return self.windows[key]

    def _close_windows(self, user: str) -> None:
        for key in [key for key in self.windows if key[0] == user]:
            self.windows.pop(key).close()

    def _known(self, email: str) -> StorageState:
        """Return the cookies of somebody who was asked for consent and, by the form, logged in."""
        if email not in self.people:
            context = self.browser.new_context()
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.goto(self.base + "/consent/")  # else its question lies over every picture
            page.locator("main [name=choice][value=refuse]").check()
            press(page)
            if email:
                page.goto(f"{self.base}/accounts/login/")
                page.fill("input[name=login]", email)
                page.fill("input[name=password]", PASSWORD)
                press(page)
            self.people[email] = context.storage_state()
            context.close()
        return self.people[email]

    def _speak(self, email: str, language: str) -> None:
        """Have the back office address somebody in a language, as they choose it on the page of their account."""
        if self.spoken.get(email) == language:
            return
        context = self.browser.new_context(storage_state=self._known(email))
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{self.base}/cms/account/")
        page.select_option("[name=locale-preferred_language]", language)
        page.locator("main form button[type=submit]").last.click()
        page.wait_for_load_state("networkidle")
        self.people[email] = context.storage_state()  # the account's page begins the session anew
        self.spoken[email] = language
        context.close()
        self._close_windows(email)

    @staticmethod
    def _make_window_as_tall_as_the_page(page: Page) -> None:
        """Wagtail scrolls its main part within the window, so a picture of the whole page would end there."""
        height = page.evaluate(
            "Math.max(...[...document.querySelectorAll('main')].map((m) => m.scrollHeight))"
        )
        size = page.viewport_size
        if size and height > size["height"]:
            page.set_viewport_size({"width": size["width"], "height": min(height, TALLEST)})
            page.wait_for_timeout(150)

    @staticmethod
    def _load_pictures(page: Page) -> None:
        """Scroll down and up again, so that pictures below the fold load; wait until they have."""
        page.evaluate(
            "async () => { for (let y = 0; y < document.body.scrollHeight; y += 600) {"
            " scrollTo(0, y); await new Promise((done) => setTimeout(done, 60)); } scrollTo(0, 0);"
            " const shown = [...document.images].filter((image) => image.getClientRects().length && !image.complete);"
            " const loaded = shown.map((image) => new Promise((done) => { image.onload = image.onerror = done; }));"
            " await Promise.race([Promise.all(loaded), new Promise((late) => setTimeout(late, 15000))]); }"
        )


def take_all(camera: Camera, names: list[str], out: Path, only: list[tuple[str, str, str]]) -> int:
    """Take the pictures of the named pages; return how many could not be taken, having named each."""
    failures = 0
    pictures = [
        (name, *variation) for name in names for variation in (only or variations(SHOTS[name].subset))
    ]
    # By language, which staff change on a page of their own.
    for name, size, scheme, language in sorted(
        pictures, key=lambda picture: list(LANGUAGES).index(picture[3])
    ):
        target = out / f"{name}-{size}-{scheme}-{language}.webp"
        try:
            camera.take(SHOTS[name], size, scheme, language).save(target, quality=80)
        except PlaywrightError as error:
            failures += 1
            print(f"NOT TAKEN {target.name}: {error.message.splitlines()[0]}", flush=True)  # noqa: T201
        else:
            print(target.name, flush=True)  # noqa: T201
    return failures


def take_for_readme(camera: Camera, out: Path) -> int:
    """Take the six of the README: what one sees first, small enough to load with the page."""
    for name, (shot, size, language) in README.items():
        picture = camera.take(SHOTS[shot], size, "light", language, full=False)
        picture.thumbnail((README_WIDTH, README_WIDTH), Image.Resampling.LANCZOS)
        target = out / f"{name}.webp"
        picture.save(target, quality=72, method=6)
        print(target.name, flush=True)  # noqa: T201
    return 0


def wanted(names: list[str]) -> list[str]:
    """Return the pages that these names stand for, in the order of the list."""
    office = {name for name, shot in SHOTS.items() if shot.subset in BACK_OFFICE}
    groups = {"office": office, "storefront": SHOTS.keys() - office}
    if unknown := set(names) - SHOTS.keys() - groups.keys():
        raise SystemExit(f"no such page: {', '.join(sorted(unknown))}")
    chosen = set().union(*(groups.get(name, {name}) for name in names)) if names else SHOTS.keys()
    return [name for name in SHOTS if name in chosen]


def variation(text: str) -> tuple[str, str, str]:
    """Return size, scheme and language of a variation as the files' names say it. Raises ValueError."""
    size, scheme, language = text.split("-", 2)
    if size not in SIZES or scheme not in {"light", "dark"} or language not in LANGUAGES:
        raise ValueError(text)
    return size, scheme, language


@contextlib.contextmanager
def shop(address: str) -> Iterator[str]:
    """Serve the demo, unless it is served at an address already."""
    if address:
        yield address.rstrip("/")
        return
    with demo_server(ROOT / "var" / "screenshots") as base:
        yield base


def main() -> None:
    """Serve the demo and take what was asked for."""
    parser = argparse.ArgumentParser(description="Take a picture of every page type.")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--readme", action="store_true")
    parser.add_argument("--only", action="append", default=[], type=variation, metavar="SIZE-SCHEME-LANGUAGE")
    parser.add_argument("--at", default="", metavar="ADDRESS")
    parser.add_argument("--to", default=OUT, type=Path, metavar="FOLDER")
    told = parser.parse_args()
    names = wanted(told.names)
    told.to.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with shop(told.at) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        camera = Camera(browser, base)
        failures = (
            take_for_readme(camera, told.to) if told.readme else take_all(camera, names, told.to, told.only)
        )
        browser.close()
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
