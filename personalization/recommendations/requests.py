"""What a request says of the visitor whom strips are made for, looked up once a request.

Whatever is asked here marks the page as personal, so that no shared cache keeps it.
"""

from django.http import HttpRequest
from django.utils import timezone

from personalization.interactions.consent import visitor_key_in
from personalization.interactions.queries import Profile, profile_of
from personalization.recommendations import queries
from shop.partner.buyers import Buyer, buyer_for
from shop.storefront.card_loader import card_loader_of
from shop.storefront.cards import ProductCard


def buyer_of(request: HttpRequest) -> Buyer:
    """Return for whom prices are asked."""
    return buyer_for(getattr(request, "user", None))


def profile_for(request: HttpRequest) -> Profile | None:
    """Return what is known of the visitor; None without consent, and then no query was made."""
    request.shows_personal = True  # type: ignore[attr-defined]
    if not hasattr(request, "_kiln_profile"):
        key = visitor_key_in(request.COOKIES, now=timezone.now())
        request._kiln_profile = profile_of(key, user=getattr(request, "user", None))  # type: ignore[attr-defined]
    profile: Profile | None = request._kiln_profile  # type: ignore[attr-defined]
    return profile


def shown_on(request: HttpRequest) -> set[int]:
    """Return the products that strips of this page show so far, to be added to: none is shown twice."""
    if not hasattr(request, "_kiln_shown"):
        request._kiln_shown = set()  # type: ignore[attr-defined]
    shown: set[int] = request._kiln_shown  # type: ignore[attr-defined]
    return shown


def prefetch_order_again(request: HttpRequest) -> None:
    """Have the cards of what the visitor bought read with the page's other strips, in one go."""
    card_loader_of(request).prefetch(_order_again_ids(request))


def order_again_cards(request: HttpRequest) -> list[ProductCard]:
    """Return what the visitor bought before and can have now."""
    ids = _order_again_ids(request)
    return queries.order_again(ids, loader=card_loader_of(request)) if ids else []


def _order_again_ids(request: HttpRequest) -> list[int]:
    profile = profile_for(request)
    if not hasattr(request, "_kiln_ids_again"):
        ids = queries.bought_ids(profile) if profile else []
        request._kiln_ids_again = ids  # type: ignore[attr-defined]
    found: list[int] = request._kiln_ids_again  # type: ignore[attr-defined]
    return found
