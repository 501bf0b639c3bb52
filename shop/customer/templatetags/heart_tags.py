"""The heart: whether something is on a wish list of the visitor's, and the button that changes it."""

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from shop.b2b.access import access_of
from shop.customer.wishlists.queries import Wished, wished_by
from shop.customer.wishlists.words import heart_label
from shop.storefront.templatetags.component_tags import icon

register = template.Library()
#: The one form of a page that all its hearts send; see `wish_form`.
FORM = "wish"


@register.simple_tag(takes_context=True)
def heart(
    context: Context, product_id: int, parent_id: int | None, *, title: str, css: str = "heart"
) -> SafeString:
    """Draw the heart of a product. One query a page for a user; a visitor is led to the log-in."""
    request = context.get("request")
    if request is None:
        return SafeString()
    is_wished = _wished(request).holds(product_id, parent_id)
    request._kiln_hearts = True
    return format_html(
        '<button class="{}" type="submit" form="{}" formaction="{}"{} aria-label="{}" data-heart>{}</button>',
        css,
        FORM,
        reverse("customer:wishlists-add-product", kwargs={"product_pk": product_id}),
        mark_safe(' name="remove" value="1"') if is_wished else "",
        heart_label(title, is_wished=is_wished),
        icon("heart"),
    )


@register.simple_tag(takes_context=True)
def list_heart(context: Context, product_id: int, *, title: str) -> SafeString:
    """Draw beside a card's heart the way onto a shopping list, for who buys for a company; nothing else."""
    request = context.get("request")
    if request is None or access_of(request.user) is None:
        return SafeString()
    return format_html(
        '<a class="heart list-heart" href="{}" aria-label="{}">{}</a>',
        reverse("shopping_lists:save-product", args=[product_id]),
        gettext("Save %(title)s to a shopping list") % {"title": title},
        icon("list"),
    )


def _wished(request: HttpRequest) -> Wished:
    found: Wished | None = getattr(request, "_kiln_wished", None)
    if found is None:
        found = wished_by(request.user)
        request._kiln_wished = found  # type: ignore[attr-defined]
    return found


@register.inclusion_tag("customer/wish_form.html", takes_context=True)
def wish_form(context: Context, *, is_needed: bool = False) -> dict[str, object]:
    """Write the form that the page's hearts send, once, where there are any or `is_needed` says so."""
    request = context.get("request")
    if request is None or getattr(request, "_kiln_wish_form", False):
        return {"form_id": ""}
    if not (is_needed or getattr(request, "_kiln_hearts", False)):
        return {"form_id": ""}
    request._kiln_wish_form = True
    return {"form_id": FORM, "csrf_token": context.get("csrf_token"), "here": request.get_full_path()}
