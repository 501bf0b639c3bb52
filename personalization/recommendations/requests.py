"""What a request says of the visitor whom strips are made for, looked up once a request.

Whatever is asked here marks the page as personal, so that no shared cache keeps it.
"""

from django.http import HttpRequest
from django.utils import timezone

from personalization.interactions.consent import visitor_key_in
from personalization.interactions.queries import Profile, profile_of
from personalization.recommendations import queries, served
from personalization.recommendations.models import RecommendationRow
from shop.partner.buyers import Buyer, buyer_for
from shop.storefront.card_loader import card_loader_of
from shop.storefront.cards import ProductCard

Kind = RecommendationRow.Kind
SESSION_KEY = "recommendations_dismissed"
#: So many of a list are read with their cards: four are shown, others may be sold out or hidden.
CANDIDATES = 12


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


def prefetch_personal(request: HttpRequest) -> None:
    """Have the cards of what is this visitor's own read with the page's other strips, in one go."""
    card_loader_of(request).prefetch([*_order_again_ids(request), *_new_ids(request)])


def order_again_cards(request: HttpRequest) -> list[ProductCard]:
    """Return what the visitor bought before and can have now, without what the page shows already.

    Asked a second time it is the same list.
    """
    if not hasattr(request, "_kiln_again"):
        request._kiln_again = _cards(request, _order_again_ids(request))  # type: ignore[attr-defined]
    found: list[ProductCard] = request._kiln_again  # type: ignore[attr-defined]
    return found


def new_cards(request: HttpRequest) -> list[ProductCard]:
    """Return what the visitor never bought and may like, without what the page shows already."""
    return _cards(request, _new_ids(request))


def dismissed_by(request: HttpRequest) -> set[int]:
    """Return what this visitor does not want: as an account, a known visitor, or in this session."""
    if not hasattr(request, "_kiln_dismissed"):
        found = served.dismissed_ids(profile_for(request)) | set(session_dismissals(request))
        request._kiln_dismissed = found  # type: ignore[attr-defined]
    dismissed: set[int] = request._kiln_dismissed  # type: ignore[attr-defined]
    return dismissed


def session_dismissals(request: HttpRequest) -> list[int]:
    """Return what was dismissed in this session by somebody of whom nothing is remembered."""
    session = getattr(request, "session", None)
    found: list[int] = session.get(SESSION_KEY, []) if session is not None else []
    return found


def _cards(request: HttpRequest, ids: list[int]) -> list[ProductCard]:
    if not ids:
        return []
    left_out = shown_on(request) | dismissed_by(request)
    cards = queries.available([pk for pk in ids if pk not in left_out], loader=card_loader_of(request))
    shown_on(request).update(card.product_id for card in cards)
    return cards


def _order_again_ids(request: HttpRequest) -> list[int]:
    profile = profile_for(request)
    if not hasattr(request, "_kiln_ids_again"):
        ids = _ids_of(request, Kind.AGAIN) or (queries.bought_ids(profile) if profile else [])
        request._kiln_ids_again = ids  # type: ignore[attr-defined]
    found: list[int] = request._kiln_ids_again  # type: ignore[attr-defined]
    return found


def _new_ids(request: HttpRequest) -> list[int]:
    return _ids_of(request, Kind.NEW)


def _ids_of(request: HttpRequest, kind: str) -> list[int]:
    """Return the first of a list of the live model; for whom it has none it is empty."""
    profile = profile_for(request)
    if not hasattr(request, "_kiln_lists"):
        is_account = profile is not None and profile.user_id is not None
        lists = served.lists_of(profile.user_id) if is_account else {}  # type: ignore[union-attr, arg-type]
        request._kiln_lists = lists  # type: ignore[attr-defined]
    found: list[served.Entry] = request._kiln_lists.get(kind, [])  # type: ignore[attr-defined]
    dismissed = dismissed_by(request) if found else set()
    return [entry.product_id for entry in found if entry.product_id not in dismissed][:CANDIDATES]
