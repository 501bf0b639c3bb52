"""The page of the search, and its results alone for the dialog that is on every page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.backoffice.global_search.registry import PROVIDERS, readable, search


@require_safe
@never_cache
def global_search(request: HttpRequest) -> HttpResponse:
    """Show what was found for `q`; with `part` only the results, as options of the dialog's list.

    Everybody who may enter may ask; each provider answers to who has its right, with what they may open.
    """
    text = request.GET.get("q", "")
    context = {
        "text": text,
        "readable": readable(text),
        "groups": search(text, request.user),
        "kinds": [provider.label for provider in PROVIDERS if provider.is_for(request.user)],
    }
    if "part" in request.GET:
        return render(request, "backoffice/global_search/options.html", context)
    return render(
        request,
        "backoffice/global_search/page.html",
        {**context, "page_title": _("Search"), "header_icon": "search"},
    )
