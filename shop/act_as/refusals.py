"""Pages that are the account owner's alone: who acts for somebody never opens them."""

from dataclasses import dataclass

from django.urls import ResolverMatch
from django.utils.translation import get_language_from_path

from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class OwnersPages:
    """Pages by the beginning of their view names ("mfa_", "payments:"), or of their routes ("accounts/")."""

    name: str
    views: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()


OWNERS_PAGES: Registry[OwnersPages] = Registry("pages of an account's owner")
for _pages in (
    # Password, e-mail, factors, sessions, cards, a copy of one's data, deletion: allauth's and ours.
    OwnersPages(name="account", routes=("accounts/",)),
    OwnersPages(
        name="profile",
        views=("customer:profile-update", "customer:profile-delete", "customer:change-password"),
    ),
    # Cards are chosen and given there; the buyer gets a link to pay by mail.
    OwnersPages(name="payment", views=("checkout:pay", "checkout:pay-link", "checkout:pay-prepare")),
    OwnersPages(name="payment-return", views=("checkout:pay-return",)),
    # What somebody agrees to, they agree to themselves.
    OwnersPages(name="consents", routes=("consent/", "subscriptions/")),
    OwnersPages(name="registration", views=("company_registration:",)),
    # Nobody gives themselves a way into a company in its administrator's place.
    OwnersPages(
        name="company-people",
        views=("company:invit", "company:person", "company:people", "company:role"),
    ),
):
    OWNERS_PAGES.register(_pages)
#: Among them, what shows nothing of the owner's security.
OPEN_VIEWS = frozenset({"store_credit:account"})
EXACT = frozenset({"checkout:pay"})


def is_owners_page(match: ResolverMatch | None) -> bool:
    """Tell whether a page is the owner's alone."""
    if match is None or match.view_name in OPEN_VIEWS:
        return False
    route, view = match.route or "", match.view_name or ""
    if get_language_from_path(f"/{route}"):
        route = route.partition("/")[2]
    return any(
        any(route.startswith(start) for start in pages.routes)
        or any(_fits(view, start) for start in pages.views)
        for pages in OWNERS_PAGES
    )


def _fits(view: str, start: str) -> bool:
    return view == start if start in EXACT else view.startswith(start)
