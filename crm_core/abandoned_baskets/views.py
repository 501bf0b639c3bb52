"""Where the link of a reminder leads: the goods, and the button that puts them into the visitor's basket."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crm_core.abandoned_baskets.links import spell_in
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.queries import is_restorable
from crm_core.abandoned_baskets.reminders import reminded_lines
from crm_core.abandoned_baskets.restoring import restore
from shop.basket.requests import BasketRequest
from shop.basket.services import BasketClosedError
from shop.basket.views import fresh_basket

#: A link that is not ours or too old, and one whose goods were bought or are gone.
NOT_THERE, OVER = 404, 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def restore_basket(request: BasketRequest, token: str) -> HttpResponse:
    """Show what the basket held; the button adds it. Opening the link changes nothing and logs nobody in."""
    spell = spell_in(token)
    if spell is not None and spell.basket_id == request.basket.pk and not request.basket.is_empty:
        return _private(redirect("basket:summary"))  # it is this visitor's own, and open before them
    if spell is None or not is_restorable(spell):
        status = NOT_THERE if spell is None else OVER
        return _private(render(request, "crm_core/abandoned_baskets/link_over.html", status=status))
    if request.method == "POST":
        return _private(_restored(request, spell))
    lines = reminded_lines(spell.basket, strategy=request.strategy)
    return _private(render(request, "crm_core/abandoned_baskets/restore.html", {"lines": lines}))


def _restored(request: BasketRequest, spell: AbandonedBasket) -> HttpResponse:
    try:
        found = restore(spell, into=request.basket)
    except BasketClosedError:  # it was ordered in another tab meanwhile
        found = restore(spell, into=fresh_basket(request))
    if found.lines:
        messages.success(request, _("Your items are in the basket again."))
    for words in found.problems:
        messages.warning(request, words)
    return redirect("basket:summary")


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = (
        "same-origin"  # the token leaves the shop with no link; the form needs an origin
    )
    response["X-Robots-Tag"] = "noindex"
    return response
