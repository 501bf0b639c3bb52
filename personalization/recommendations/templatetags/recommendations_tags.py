"""Strips of products for any page, each with the reason why it is there.

A visitor without consent costs no query and leaves no trace. What is personal is made per
request and marks the page so that no shared cache keeps it (see VisitorMiddleware).
"""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from personalization.interactions.consent import visitor_key_in
from personalization.interactions.queries import Profile, profile_of
from personalization.recommendations import queries
from shop.catalogue.models import Product
from shop.partner.buyers import Buyer, buyer_for
from shop.storefront.card_loader import card_loader_of
from shop.storefront.cards import ProductCard

register = template.Library()


@register.inclusion_tag("personalization/greeting.html", takes_context=True)
def greeting(context: Context) -> dict[str, Any]:
    """Greet by first name: a user who is logged in, or the visitor an earlier order was from.

    Who is offered something again below is greeted by that strip, once.
    """
    request = context["request"]
    request.shows_personal = True
    if _cards_again(request):
        return {"first_name": ""}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return {"first_name": user.first_name}
    profile = _profile(request)
    return {"first_name": profile.first_name if profile else ""}


@register.simple_tag(takes_context=True)
def wanted_again(context: Context) -> str:
    """Say, before anything of the page is shown, which cards `order_again` will need; shows nothing."""
    request = context["request"]
    card_loader_of(request).want(_ids_again(request))
    return ""


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def order_again(context: Context) -> dict[str, Any]:
    """What this visitor bought before and can have now; nothing for strangers."""
    request = context["request"]
    profile = _profile(request)
    return {
        "name": "order-again",
        "cards": _cards_again(request),
        "label": _for_you(profile),
        "heading": _("Once more, please"),
        "reason": _(
            "You bought these here and agreed that we remember it. What cannot be had just now is left out."
        ),
        "is_personal": True,
    }


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def recently_viewed(context: Context, product: Product | None = None, limit: int = 4) -> dict[str, Any]:
    """What this visitor looked at last, without the page's own product; nothing for strangers."""
    request = context["request"]
    profile = _profile(request)
    cards = (
        queries.recently_viewed(profile, buyer=_buyer(request), exclude=product, limit=limit)
        if profile
        else []
    )
    return {
        "name": "recently-viewed",
        "cards": cards,
        "heading": _("You looked at"),
        "reason": _("You opened these pages and agreed that we remember it."),
        "is_personal": True,
    }


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def recommended_for(context: Context, product: Product, limit: int = 4) -> dict[str, Any]:
    """What goes with a product by others' orders, else what is popular; the same for everybody."""
    buyer = _buyer(context["request"])
    strip = {"name": "recommended", "is_personal": False}
    if cards := queries.bought_with(product, buyer=buyer, limit=limit):
        return strip | {
            "cards": cards,
            "heading": _("Often bought with it"),
            "reason": gettext("Orders with %(title)s often held these too. It is the same for everybody.")
            % {"title": product.get_title()},
        }
    family = [product.pk, product.parent_id or product.pk]
    return strip | _popular(queries.popular(buyer=buyer, now=timezone.now(), exclude=family, limit=limit))


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def popular_now(context: Context, limit: int = 4) -> dict[str, Any]:
    """What is popular, for a page that has nothing else to show; the same for everybody."""
    cards = queries.popular(buyer=_buyer(context["request"]), now=timezone.now(), limit=limit)
    return {"name": "popular", "is_personal": False} | _popular(cards)


def _popular(cards: list[ProductCard]) -> dict[str, Any]:
    return {
        "cards": cards,
        "heading": _("Others took home"),
        "reason": _("Many orders of the last weeks held these. It is the same for everybody."),
    }


def _profile(request: HttpRequest) -> Profile | None:
    """Look up once a request for whom the page is."""
    request.shows_personal = True  # type: ignore[attr-defined]
    if not hasattr(request, "_kiln_profile"):
        key = visitor_key_in(request.COOKIES, now=timezone.now())
        request._kiln_profile = profile_of(key, user=getattr(request, "user", None))  # type: ignore[attr-defined]
    profile: Profile | None = request._kiln_profile  # type: ignore[attr-defined]
    return profile


def _ids_again(request: HttpRequest) -> list[int]:
    """Look up once a request what they bought; no query for strangers."""
    profile = _profile(request)
    if not hasattr(request, "_kiln_ids_again"):
        ids = queries.bought_ids(profile) if profile else []
        request._kiln_ids_again = ids  # type: ignore[attr-defined]
    found: list[int] = request._kiln_ids_again  # type: ignore[attr-defined]
    return found


def _cards_again(request: HttpRequest) -> list[ProductCard]:
    ids = _ids_again(request)
    return queries.order_again(ids, loader=card_loader_of(request)) if ids else []


def _buyer(request: HttpRequest) -> Buyer:
    return buyer_for(getattr(request, "user", None))


def _for_you(profile: Profile | None) -> str:
    if profile is None or not profile.first_name:
        return gettext("For you")
    return gettext("For you, %(name)s") % {"name": profile.first_name}
