"""Strips of products for any page, each with the reason why it is there.

A visitor without consent costs no query and leaves no trace. What is personal is made per
request and marks the page so that no shared cache keeps it (see VisitorMiddleware).
"""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from personalization.interactions.queries import Profile
from personalization.recommendations import queries
from personalization.recommendations.requests import (
    buyer_of,
    dismissed_by,
    new_cards,
    order_again_cards,
    profile_for,
    shown_on,
)
from shop.basket.models import Line
from shop.catalogue.models import Product
from shop.storefront.cards import ProductCard

register = template.Library()


@register.inclusion_tag("personalization/greeting.html", takes_context=True)
def greeting(context: Context) -> dict[str, object]:
    """Greet by first name: a user who is logged in, or the visitor an earlier order was from.

    Who is offered something again below is greeted by that strip, once.
    """
    request = context["request"]
    request.shows_personal = True
    if order_again_cards(request):
        return {"first_name": ""}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return {"first_name": user.first_name}
    profile = profile_for(request)
    return {"first_name": profile.first_name if profile else ""}


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def order_again(context: Context) -> dict[str, object]:
    """What this visitor bought before and can have now; nothing for strangers."""
    request = context["request"]
    profile = profile_for(request)
    return {
        "name": "order-again",
        "cards": order_again_cards(request),
        "label": _for_you(profile),
        "heading": _("Buy again"),
        "reason": _(
            "You bought these here and allowed us to remember it. Products that are out of stock are "
            "left out."
        ),
        "is_personal": True,
        "way_back": request.get_full_path(),
    }


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def new_for_you(context: Context) -> dict[str, object]:
    """What this account never bought and buyers of the same goods did; nothing for others."""
    request = context["request"]
    return {
        "name": "new-for-you",
        "cards": new_cards(request),
        "heading": _("New for you"),
        "reason": _(
            "Bought by others who buy what you buy. You have not bought these here, and you allowed us to "
            "remember what you did."
        ),
        "is_personal": True,
        "way_back": request.get_full_path(),
    }


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def goes_with_basket(context: Context, lines: Iterable[Line], limit: int = 4) -> dict[str, object]:
    """What goes with the products of a basket by others' orders, with the page's others left out."""
    request = context["request"]
    variants = [line.product for line in lines]
    held = {pk for one in variants for pk in (one.pk, one.parent_id) if pk}
    families = {one.parent_id or one.pk for one in variants}
    left_out = held | shown_on(request) | dismissed_by(request)
    cards = queries.goes_with_basket(families, buyer=buyer_of(request), exclude=left_out, limit=limit)
    shown_on(request).update(card.product_id for card in cards)
    return {
        "name": "basket",
        "cards": cards,
        "heading": _("Goes with your basket"),
        "reason": _("Often ordered together with what is in your basket."),
        "is_personal": False,
        "way_back": reverse("basket:summary"),
    }


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def recently_viewed(context: Context, product: Product | None = None, limit: int = 4) -> dict[str, object]:
    """What this visitor looked at last, without the page's own product; nothing for strangers."""
    request = context["request"]
    profile = profile_for(request)
    cards = []
    if profile:
        left_out = shown_on(request) | dismissed_by(request) | ({product.pk} if product else set())
        cards = queries.recently_viewed(profile, buyer=buyer_of(request), exclude=left_out, limit=limit)
    return {
        "name": "recently-viewed",
        "cards": cards,
        "heading": _("Recently viewed"),
        "reason": _("You viewed these products and allowed us to remember it."),
        "is_personal": True,
        "way_back": request.get_full_path(),
    }


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def picked_for(context: Context, product: Product, limit: int = 4) -> dict[str, object]:
    """What staff named as going with a product; the same for everybody. Later strips leave it out."""
    request = context["request"]
    cards = queries.staff_picks(product, buyer=buyer_of(request), limit=limit)
    shown_on(request).update(card.product_id for card in cards)
    return {
        "name": "picked",
        "cards": cards,
        "heading": _("Our recommendations"),
        "reason": gettext("Chosen by our staff to go with %(title)s. Everybody sees the same products here.")
        % {"title": product.get_title()},
        "is_personal": False,
    }


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def recommended_for(context: Context, product: Product, limit: int = 4) -> dict[str, object]:
    """What goes with a product by others' orders, else what is popular; the same for everybody.

    What an earlier strip of the page shows is left out, as later ones leave out what this one shows.
    """
    request = context["request"]
    buyer, shown = buyer_of(request), shown_on(request)
    strip = {"name": "recommended", "is_personal": False}
    if cards := queries.bought_with(product, buyer=buyer, exclude=shown, limit=limit):
        shown.update(card.product_id for card in cards)
        return strip | {
            "cards": cards,
            "heading": _("Frequently bought together"),
            "reason": gettext("Often ordered together with %(title)s. Everybody sees the same products here.")
            % {"title": product.get_title()},
        }
    family = [product.pk, product.parent_id or product.pk, *shown]
    cards = queries.popular(buyer=buyer, now=timezone.now(), exclude=family, limit=limit)
    shown.update(card.product_id for card in cards)
    return strip | _popular(cards)


@register.inclusion_tag("personalization/strip.html", takes_context=True)
def popular_now(context: Context, limit: int = 4) -> dict[str, object]:
    """What is popular, for a page that has nothing else to show; the same for everybody."""
    cards = queries.popular(buyer=buyer_of(context["request"]), now=timezone.now(), limit=limit)
    return {"name": "popular", "is_personal": False} | _popular(cards)


def _popular(cards: list[ProductCard]) -> dict[str, object]:
    return {
        "cards": cards,
        "heading": _("Bestsellers"),
        "reason": _("Ordered most in the last weeks. Everybody sees the same products here."),
    }


def _for_you(profile: Profile | None) -> str:
    if profile is None or not profile.first_name:
        return gettext("Recommended for you")
    return gettext("Recommended for you, %(name)s") % {"name": profile.first_name}
