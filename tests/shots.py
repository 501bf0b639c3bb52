"""The pages that `tests.screenshots` takes pictures of, and how a visitor comes to each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page

from config.demo.people import PASSWORD
from tests.journeys.steps import ADDRESS, go_on
from tests.office_pages import OFFICE_PAGES, OfficePage

BUYER, PARTNER, ADMIN = "mei@kiln.example", "partner@kiln.example", "admin@kiln.example"

Walk = Callable[[Page, str], None]


@dataclass(frozen=True)
class Shot:
    """A page: where it is (a path, or how a visitor comes there), who has to be logged in, how often it is taken.

    `is_window` shows what a window holds and no more, for what lies over the page; `is_asked` leaves the
    question of consent open; `media` is the paper, where it is printed.
    """

    way: "str | Walk"
    user: str = ""
    subset: str = "storefront"
    is_window: bool = False
    is_asked: bool = False
    media: Literal["print", "screen"] = "screen"


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


def with_alert(page: Page, base: str) -> None:
    """Open a piece that is not to be had just now."""
    page.goto(f"{base}/shop/catalogue/?sort=newest")
    for address in page.locator(".card h3 a").evaluate_all("(links) => links.map((link) => link.href)"):
        page.goto(address)
        if page.locator("form[action*='/alerts/create/']").count():
            return
        sold = page.locator(".axis-values a.is-sold")
        if sold.count():
            page.goto(sold.first.evaluate("(link) => link.href"))
            return


def with_zoom(page: Page, base: str) -> None:
    """Look closer at a piece's first picture."""
    to_product(page, base)
    page.locator("[data-zoom]").first.click()
    page.locator("[data-zoom-dialog][open]").wait_for()


def with_menu(page: Page, base: str) -> None:
    """Open the menu: the sheet on the phone, the first entry that has more below it on the desk."""
    page.goto(base + "/")
    page.locator(".top .menu > summary:visible, .menu-wide .sub > summary:visible").first.click()


def with_search(page: Page, base: str) -> None:
    """Type into the header's search and wait for what it suggests, where it does."""
    page.goto(base + "/")
    page.locator(".finder > summary").click()
    page.locator(".finder input[type=search]").press_sequentially("vas", delay=60)
    page.wait_for_timeout(900)


def with_filters(page: Page, base: str) -> None:
    """Open the sheet with the filters."""
    narrowed(page, base)
    page.locator(".sheet-opener").click()
    page.wait_for_timeout(400)


def with_drawer(page: Page, base: str) -> None:
    """Put a piece into the basket and look at what opens."""
    to_product(page, base)
    page.click("#buy button[type=submit]")
    page.locator("#basket-drawer[open]").wait_for()


def with_toast(page: Page, base: str) -> None:
    """Try a voucher that does not exist."""
    to_basket(page, base)
    page.locator("details:has(#voucher-code) > summary").click()
    page.fill("#voucher-code", "SPRING")
    page.locator("form:has(#voucher-code) button").click()
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


def refused(way: "str | Walk", **values: str) -> Walk:
    """Send a page's form with what it does not take; the browser's own check is out of the way."""

    def walk(page: Page, base: str) -> None:
        if callable(way):
            way(page, base)
        else:
            page.goto(base + way)
        form = page.locator("main form:has(button[type=submit]):visible").last
        form.evaluate("(form) => { form.noValidate = true; }")
        for name, value in values.items():
            form.locator(f"[name={name}]").fill(value)
        form.locator("button[type=submit]:visible").first.click()
        page.wait_for_timeout(800)
        page.wait_for_load_state()

    return walk


def wished(page: Page, base: str) -> None:
    """Open a wish list with pieces on it; put two there first where it is empty."""
    lists = f"{base}/shop/accounts/wishlists/"
    page.goto(lists)
    if not page.locator(".order-row a").count():
        page.goto(f"{base}/shop/catalogue/")
        pieces = page.locator(".card h3 a").evaluate_all(
            "(links) => links.slice(0, 3).map((link) => link.href)"
        )
        for piece in pieces:
            page.goto(piece)
            page.locator("#product button[form=wish]").first.click()
            page.wait_for_load_state()
            if page.locator(".account-body form button").count():  # it asks which list
                page.locator(".account-body form button").first.click()
                page.wait_for_load_state()
        page.goto(lists)
    page.goto(page.locator(".order-row a").first.evaluate("(link) => link.href"))


def wished_by_another(page: Page, base: str) -> None:
    """Share the wish list and open it as somebody who got its link."""
    wished(page, base)
    own_list = page.url
    if not page.locator("[data-share]").count():
        page.locator("a[href*='/update/']").first.click()
        page.locator("[name=visibility][value=Shared]").check()
        press(page)
        page.goto(own_list)
    link = page.locator("[data-share]").get_attribute("data-share") or own_list
    page.context.clear_cookies(name="sessionid")
    page.goto(base + urlsplit(link).path.removeprefix(urlsplit(base).path))


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


def office(page: OfficePage) -> Shot:
    """A page of the back office; those of every day are also taken on a phone."""
    way = first_of(page.path, page.then) if page.then else page.path
    return Shot(way, user=ADMIN, subset="daily" if page.is_daily else "office")


SHOTS = {
    "home": Shot("/", subset="everywhere"),
    "category": Shot(to_category, subset="everywhere"),
    "listing": Shot(narrowed),
    "product": Shot(to_product, subset="everywhere"),
    "menu": Shot(with_menu, is_window=True),
    "consent-question": Shot("/", is_window=True, is_asked=True),
    "filters": Shot(with_filters, subset="phone", is_window=True),
    "listing-empty": Shot("/shop/catalogue/?glaze=tide&price=900-"),
    "zoom": Shot(with_zoom, is_window=True),
    "alert": Shot(with_alert),
    "drawer": Shot(with_drawer, is_window=True),
    "finder": Shot(with_search, is_window=True),
    "print-product": Shot(to_product, subset="paper", media="print"),
    "search": Shot("/shop/search/?q=bowl"),
    "search-empty": Shot("/shop/search/?q=zeppelin"),
    "review-form": Shot(to_review, user=BUYER),
    "basket": Shot(to_basket, subset="everywhere"),
    "toast": Shot(with_toast, is_window=True),
    "basket-empty": Shot("/shop/basket/"),
    "checkout": Shot(checkout(0), subset="everywhere"),
    "checkout-address": Shot(checkout(1)),
    "checkout-address-refused": Shot(refused(checkout(1))),
    "checkout-delivery": Shot(checkout(2)),
    "checkout-payment": Shot(checkout(3)),
    "checkout-review": Shot(checkout(4)),
    "thank-you": Shot(checkout(5)),
    "login": Shot("/accounts/login/"),
    "login-refused": Shot(refused("/accounts/login/", login="mei@guest.example", password="wrong")),
    "signup": Shot("/accounts/signup/"),
    "signup-refused": Shot(refused("/accounts/signup/", email="mei", password1="123")),
    "look-into-mail": Shot("/accounts/confirm-email/"),
    "password-reset": Shot("/accounts/password/reset/"),
    "account": own("/shop/accounts/"),
    "orders": own("/shop/accounts/orders/"),
    "order": Shot(first_of("/shop/accounts/orders/", ".order-row a"), user=BUYER),
    "print-order": Shot(
        first_of("/shop/accounts/orders/", ".order-row a"), user=BUYER, subset="paper", media="print"
    ),
    "addresses": own("/shop/accounts/addresses/"),
    "address": own("/shop/accounts/addresses/add/"),
    "wish-lists": own("/shop/accounts/wishlists/"),
    "wish-list": Shot(wished, user=BUYER),
    "wish-list-shared": Shot(wished_by_another, user=BUYER),
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
    "forbidden": Shot("/403/"),
    "too-often": Shot("/429/"),
    "failure": Shot("/500/"),
    "maintenance": Shot("/503/"),
    "offers": Shot("/shop/offers/"),
    "journal": Shot("/journal/"),
    "collections": Shot("/collections/"),
    "showrooms": Shot("/showrooms/"),
    "help-page": Shot(first_of("/help/", ".help-groups li a")),
    "styleguide": Shot("/styleguide/", subset="parts"),
    "apply": Shot("/partners/apply/", user=BUYER),
    "portal": Shot("/partners/", user=PARTNER, subset="everywhere"),
    **{name: office(page) for name, page in OFFICE_PAGES.items()},
}
