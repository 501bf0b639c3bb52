"""Take a picture of every page type: `python -m tests.screenshots [NAME ...]`, or `make screenshots`.

Phone, tablet and desktop, light and dark, three languages: every page in English on phone and desktop, the
shop's main pages in all the rest. Written to `docs/screenshots/` as WebP; only the pictures that
the README shows are kept under version control.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from config.demo.people import PASSWORD
from tests.demo_server import ROOT, demo_server
from tests.journeys.conftest import FLAGS

OUT = ROOT / "docs" / "screenshots"
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}
LANGUAGES = {"en": "", "zh-hans": "/zh-hans", "zh-hant": "/zh-hant"}


@dataclass(frozen=True)
class Shot:
    """A page: where it is, who has to be logged in, whether it is taken in every variation."""

    path: str
    user: str = ""
    everywhere: bool = False
    full: bool = True


SHOTS = {
    "home": Shot("/", everywhere=True),
    "category": Shot("/shop/catalogue/", everywhere=True),
    "product": Shot("@product", everywhere=True),
    "search": Shot("/shop/search/?q=bowl"),
    "search-empty": Shot("/shop/search/?q=zeppelin"),
    "basket": Shot("@basket", everywhere=True),
    "checkout": Shot("@checkout", everywhere=True),
    "login": Shot("/accounts/login/"),
    "signup": Shot("/accounts/signup/"),
    "story": Shot("/our-kiln/"),
    "consent": Shot("/consent/"),
    "not-found": Shot("/nothing-here/"),
    "portal": Shot("/partners/", user="partner@kiln.example"),
    "office-home": Shot("/cms/", user="admin@kiln.example"),
    "office-customers": Shot("/cms/customers/", user="admin@kiln.example"),
    "office-orders": Shot("/cms/shop/orders/", user="admin@kiln.example"),
    "office-products": Shot("/cms/shop/catalogue/", user="admin@kiln.example"),
    "office-events": Shot("/cms/events/", user="admin@kiln.example"),
}


def variations(shot: Shot) -> list[tuple[str, str, str]]:
    """Return size, scheme and language of each picture of a page."""
    if not shot.everywhere:
        return [("phone", "light", "en"), ("desktop", "light", "en")]
    pictures = [(size, scheme, "en") for size in SIZES for scheme in ("light", "dark")]
    return pictures + [
        (size, "light", language) for size in ("phone", "desktop") for language in ("zh-hans", "zh-hant")
    ]


def log_in(page: Page, base: str, email: str) -> None:
    """Log in through the form, as anybody would."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def go(page: Page, base: str, prefix: str, path: str) -> None:
    """Open a page; `@product`, `@basket` and `@checkout` are reached as a visitor reaches them."""
    if not path.startswith("@"):
        page.goto(base + prefix + path)
        return
    page.goto(f"{base}{prefix}/shop/catalogue/")
    page.locator("a.card").first.click()
    page.wait_for_load_state()
    if path == "@product":
        return
    page.locator("form[action*='/basket/add/'] button[type=submit]").first.click()
    page.wait_for_timeout(800)
    page.goto(f"{base}{prefix}/shop/{'basket' if path == '@basket' else 'checkout'}/")


def main(names: list[str]) -> None:
    """Take the pictures of the named pages, or of all."""
    OUT.mkdir(parents=True, exist_ok=True)
    with demo_server(ROOT / "var" / "screenshots") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name in names or SHOTS:
            shot = SHOTS[name]
            for size, scheme, language in variations(shot):
                width, height = SIZES[size]
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    device_scale_factor=1,
                )
                page = context.new_page()
                page.set_default_timeout(20_000)
                if shot.user:
                    log_in(page, base, shot.user)
                go(page, base, LANGUAGES[language], shot.path)
                page.wait_for_load_state("networkidle")
                picture = Image.open(io.BytesIO(page.screenshot(full_page=shot.full)))
                target: Path = OUT / f"{name}-{size}-{scheme}-{language}.webp"
                picture.convert("RGB").save(target, quality=80)
                print(target.relative_to(ROOT))  # noqa: T201
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
