"""The consent banner, for the base template."""

from django import template
from django.template import Context
from django.utils import timezone

from personalization.interactions.consent import choice_in

register = template.Library()


@register.inclusion_tag("personalization/consent_banner.html", takes_context=True)
def consent_banner(context: Context) -> dict[str, object]:
    """Ask, unless this browser has answered or the page is the one where one answers."""
    request = context.get("request")
    if request is None:
        return {"ask": False}
    match = request.resolver_match
    here = match is not None and match.view_name == "personalization:consent"
    ask = not here and choice_in(request.COOKIES, now=timezone.now()) is None
    return {"ask": ask, "request": request, "csrf_token": context.get("csrf_token")}
