"""Take a picture of every page type: `python -m tests.screenshots [NAME ...]`, or `make screenshots`.

Phone, tablet and desktop, light and dark, three languages: the shop's main pages in all of that, every
other page of the storefront on phone and desktop in light and once in dark and in each Chinese, the back
office on the desk. Written to `docs/screenshots/` as WebP. `python -m tests.screenshots --readme` takes
the six that the README shows; they alone are kept under version control.
"""

import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

import django
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from config.demo.people import PASSWORD  # noqa: E402 - its module needs Django's apps
from tests.demo_server import ROOT, demo_server  # noqa: E402
from tests.journeys.conftest import FLAGS  # noqa: E402
from tests.journeys.steps import ADDRESS, go_on  # noqa: E402

OUT = ROOT / "docs" / "screenshots"
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}
LANGUAGES = {"en": "", "zh-hans": "/zh-hans", "zh-hant": "/zh-hant"}
BUYER, PARTNER, ADMIN = "mei@kiln.example", "partner@kiln.example", "admin@kiln.example"

Walk = Callable[[Page, str], None]


@dataclass(frozen=True)
class Shot:
    """A page: where it is (a path, or how a visitor comes there), who has to be logged in, how often it is taken."""

    way: "str | Walk"
    user: str = ""
    subset: str = "storefront"


def press(page: Page) -> None:
    """Send the page's own form."""
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


def to_category(page: Page, base: str) -> None:
    """Open a category of the menu: that of vases, else the first."""
    page.goto(f"{base}/shop/catalogue/")
    vases, any_category = (page.locator(f"a[href*='{part}']") for part in ("/vases", "/catalogue/category/"))
    page.goto((vases if vases.count() else any_category).first.evaluate("(link) => link.href"))


def narrowed(page: Page, base: str) -> None:
    """Open the listing with one glaze chosen."""
    page.goto(f"{base}/shop/catalogue/?glaze=tide")


def to_product(page: Page, base: str) -> None:
    """Open the category's first piece."""
    to_category(page, base)
    page.locator(".card h3 a").first.click()
    page.wait_for_load_state()


def to_review(page: Page, base: str) -> None:
    """Open the form for a review of the category's first piece."""
    to_product(page, base)
    page.locator("a[href*='/reviews/add/']").first.click()


def to_basket(page: Page, base: str) -> None:
    """Put two pieces into the basket and look at it."""
    to_product(page, base)
    page.fill("#buy input[name=quantity]", "2")
    page.click("#buy button[type=submit]")
    page.locator("#basket-drawer[open]").wait_for()
    page.goto(f"{base}/shop/basket/")


def checkout(answers: int) -> Walk:
    """Walk the checkout as a guest and stop after so many answers; five place the order."""

    def walk(page: Page, base: str) -> None:
        to_basket(page, base)
        page.goto(f"{base}/shop/checkout/")
        for answer in range(answers):
            if answer == 0:
                page.fill("input[name=email]", "nora@guest.example")
            if answer == 1:
                for name, value in ADDRESS.items():
                    page.fill(f"[name={name}]", value)
                page.select_option("select[name=country]", "DE")
            go_on(page)

    return walk


def first_of(path: str, links: str) -> Walk:
    """Open the first entry of a list; the list itself where it is empty."""

    def walk(page: Page, base: str) -> None:
        page.goto(base + path)
        entry = page.locator(links)
        if entry.count():
            page.goto(entry.first.evaluate("(link) => link.href"))

    return walk


def after_asking(path: str) -> Walk:
    """Open a page that asks once more who it is."""

    def walk(page: Page, base: str) -> None:
        page.goto(base + path)
        if "reauthenticate" in page.url:
            page.fill("input[name=password]", PASSWORD)
            press(page)

    return walk


def own(path: str) -> Shot:
    """A page of the account area."""
    return Shot(path, user=BUYER)


def office(path: "str | Walk") -> Shot:
    """A page of the back office."""
    return Shot(path, user=ADMIN, subset="office")


SHOTS = {
    "home": Shot("/", subset="everywhere"),
    "category": Shot(to_category, subset="everywhere"),
    "listing": Shot(narrowed),
    "product": Shot(to_product, subset="everywhere"),
    "search": Shot("/shop/search/?q=bowl"),
    "search-empty": Shot("/shop/search/?q=zeppelin"),
    "review-form": Shot(to_review, user=BUYER),
    "basket": Shot(to_basket, subset="everywhere"),
    "basket-empty": Shot("/shop/basket/"),
    "checkout": Shot(checkout(0), subset="everywhere"),
    "checkout-address": Shot(checkout(1)),
    "checkout-delivery": Shot(checkout(2)),
    "checkout-payment": Shot(checkout(3)),
    "checkout-review": Shot(checkout(4)),
    "thank-you": Shot(checkout(5)),
    "login": Shot("/accounts/login/"),
    "signup": Shot("/accounts/signup/"),
    "look-into-mail": Shot("/accounts/confirm-email/"),
    "password-reset": Shot("/accounts/password/reset/"),
    "account": own("/shop/accounts/"),
    "orders": own("/shop/accounts/orders/"),
    "order": Shot(first_of("/shop/accounts/orders/", ".order-row a"), user=BUYER),
    "addresses": own("/shop/accounts/addresses/"),
    "address": own("/shop/accounts/addresses/add/"),
    "wish-lists": own("/shop/accounts/wishlists/"),
    "wish-list": Shot(first_of("/shop/accounts/wishlists/", ".order-row a"), user=BUYER),
    "alerts": own("/shop/accounts/alerts/"),
    "reviews": own("/shop/accounts/reviews/"),
    "name": own("/shop/accounts/profile/edit/"),
    "email": own("/accounts/email/"),
    "password": own("/accounts/password/change/"),
    "safer-login": own("/accounts/2fa/"),
    "passkey": Shot(after_asking("/accounts/2fa/webauthn/add/"), user=BUYER),
    "app": Shot(after_asking("/accounts/2fa/totp/activate/"), user=BUYER),
    "sessions": own("/accounts/sessions/"),
    "preferences": own("/accounts/preferences/"),
    "data": own("/accounts/data/"),
    "deletion": Shot(after_asking("/accounts/data/deletion/"), user=BUYER),
    "consent": Shot("/consent/"),
    "story": Shot("/our-kiln/"),
    "article": Shot("/journal/what-happens-at-1280/"),
    "collection": Shot("/collections/tide/"),
    "landing": Shot("/winter-table/"),
    "help": Shot("/help/"),
    "showroom": Shot("/showrooms/hamburg/"),
    "wholesale": Shot("/wholesale/"),
    "not-found": Shot("/404/"),
    "apply": Shot("/partners/apply/", user=BUYER),
    "portal": Shot("/partners/", user=PARTNER, subset="everywhere"),
    "office-home": office("/cms/"),
    "office-customers": office("/cms/customers/"),
    "office-customer": office(first_of("/cms/customers/", "main table td a")),
    "office-orders": office("/cms/shop/orders/"),
    "office-order": office(first_of("/cms/shop/orders/", "main table a[href*='/orders/']")),
    "office-products": office("/cms/shop/catalogue/"),
    "office-reviews": office("/cms/shop/reviews/"),
    "office-partners": office("/cms/partner-accounts/"),
    "office-pages": office("/cms/pages/"),
    "office-events": office("/cms/events/"),
}
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


def variations(subset: str) -> list[tuple[str, str, str]]:
    """Return size, scheme and language of each picture of a page."""
    if subset == "office":
        return [("desktop", "light", "en")]
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
    """A browser on the demo shop; it logs in once per person."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base
        self.people: dict[str, str] = {}

    def take(self, shot: Shot, size: str, scheme: str, language: str, *, full: bool = True) -> Image.Image:
        """Return the picture of a page in one variation."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(self.base + "/consent/")  # else its question lies over every picture
        page.locator("main [name=choice][value=refuse]").check()
        press(page)
        self._be(page, shot.user)
        address = self.base + LANGUAGES[language]
        if callable(shot.way):
            shot.way(page, address)
        else:
            page.goto((self.base if shot.subset == "office" else address) + shot.way)
        page.wait_for_load_state("networkidle")
        self._load_pictures(page)
        picture = Image.open(io.BytesIO(page.screenshot(full_page=full))).convert("RGB")
        context.close()
        return picture

    def _be(self, page: Page, email: str) -> None:
        """Log in through the form, as anybody would; the second time with the cookie of the first."""
        if not email:
            return
        if email not in self.people:
            page.goto(f"{self.base}/accounts/login/")
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_load_state()
            cookies = page.context.cookies()
            self.people[email] = next(c["value"] for c in cookies if c["name"] == "sessionid")
        else:
            page.context.add_cookies([{"name": "sessionid", "value": self.people[email], "url": self.base}])

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


def take_all(camera: Camera, names: list[str]) -> None:
    """Take the pictures of the named pages, or of all."""
    for name in names or SHOTS:
        for size, scheme, language in variations(SHOTS[name].subset):
            target = OUT / f"{name}-{size}-{scheme}-{language}.webp"
            camera.take(SHOTS[name], size, scheme, language).save(target, quality=80)
            print(target.relative_to(ROOT), flush=True)  # noqa: T201


def take_for_readme(camera: Camera) -> None:
    """Take the six of the README: what one sees first, small enough to load with the page."""
    for name, (shot, size, language) in README.items():
        picture = camera.take(SHOTS[shot], size, "light", language, full=False)
        picture.thumbnail((README_WIDTH, README_WIDTH))
        target = OUT / f"{name}.webp"
        picture.save(target, quality=72, method=6)
        print(target.relative_to(ROOT), flush=True)  # noqa: T201


def main(arguments: list[str]) -> None:
    """Serve the demo and take what was asked for."""
    OUT.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with demo_server(ROOT / "var" / "screenshots") as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        camera = Camera(browser, base)
        if arguments == ["--readme"]:
            take_for_readme(camera)
        else:
            take_all(camera, arguments)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
