"""Where a visitor chooses and changes their mind."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from crm_core.consents.models import Consent
from personalization.interactions.consent import BrowserState, ConsentChoice, choice_in, visitor_key_in
from personalization.interactions.forms import ACCEPT, ConsentForm
from personalization.interactions.middleware import VisitorRequest
from personalization.interactions.services import grant_consent, refuse_consent
from shop.safe_redirects import safe_redirect_url


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Show the present choice and take a new one; open to everybody, since everybody may choose."""
    if request.method != "POST":
        return _page(request)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _page(request, unclear=True, status=400)
    source = form.cleaned_data["source"] or Consent.Source.PREFERENCES
    _choose(request, granted=form.cleaned_data["choice"] == ACCEPT, source=source)
    if request.headers.get("HX-Request"):
        granted = form.cleaned_data["choice"] == ACCEPT
        return render(request, "personalization/consent_done.html", {"granted": granted})
    if source == Consent.Source.PREFERENCES:
        return HttpResponseRedirect(reverse("personalization:consent") + "?saved=1")
    return HttpResponseRedirect(_way_back(request, form.cleaned_data["next"]))


def _page(request: HttpRequest, *, unclear: bool = False, status: int = 200) -> HttpResponse:
    context = {
        "choice": choice_in(request.COOKIES, now=timezone.now()),
        "unclear": unclear,
        "saved": "saved" in request.GET,
    }
    return render(request, "personalization/consent.html", context, status=status)


def _choose(request: HttpRequest, *, granted: bool, source: str) -> None:
    """Have the choice written; the middleware puts the cookies on the answer."""
    now = timezone.now()
    user = request.user if request.user.is_authenticated else None
    key = visitor_key_in(request.COOKIES, now=now)
    visitor = None
    if granted:
        visitor = grant_consent(visitor_key=key, user=user, source=source, now=now)
    else:
        refuse_consent(visitor_key=key, user=user, source=source, now=now)
    cast("VisitorRequest", request).browser_state = BrowserState(
        choice=ConsentChoice(granted=granted, chosen_at=now), visitor_key=visitor.key if visitor else None
    )


def _way_back(request: HttpRequest, target: str) -> str:
    """Return the page the banner stood on, if it is one of ours."""
    return safe_redirect_url(request, target if target.startswith("/") else None, otherwise="/")
