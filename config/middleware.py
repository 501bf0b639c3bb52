"""Middleware that belongs to the site as a whole."""

from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from content.redirects import final_target

BACK_OFFICE_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "worker-src": [SELF],
}

# Staff work on while the shop is closed: back office, and logging in to it.
OPEN_IN_MAINTENANCE = ("/cms/", "/accounts/", settings.STATIC_URL, settings.MEDIA_URL)
MINUTES_TO_WAIT = 5


class CanonicalHostMiddleware:
    """Make every absolute address from KILN_BASE_URL, whatever `Host` a request came with.

    ALLOWED_HOSTS says nothing of ports: a reset of somebody's password asked for with
    `Host: shop.example.com:8443` would mail them a link to whoever listens there. All that builds
    on `request.build_absolute_uri` (allauth's mails, canonical links, sitemap, shared lists,
    return addresses of payments) is right by this.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say where we are before anybody asks the request."""
        own = urlsplit(settings.KILN_BASE_URL)
        # What Django computes from the header when it is first asked for.
        request._current_scheme_host = f"{own.scheme}://{own.netloc}"  # type: ignore[attr-defined]
        return self.get_response(request)


class MaintenanceMiddleware:
    """Close the shop while a file named `maintenance` lies in the var folder.

    Every process sees it at once and needs no restart. Visitors get a 503 in their language
    that asks machines to come back in five minutes; the back office stays open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the maintenance page, or go on."""
        is_closed = (settings.KILN_VAR_DIR / "maintenance").exists()
        if not is_closed or request.path.startswith(OPEN_IN_MAINTENANCE):
            return self.get_response(request)
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = str(MINUTES_TO_WAIT * 60)
        response["Cache-Control"] = "no-store"
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Send the strict policy everywhere but in the back office.

    Wagtail's date choosers and Oscar's dashboard write inline scripts, so below
    `/cms/` inline code is allowed; only staff get there.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Loosen the policy for the back office, then write the header."""
        if request.path.startswith("/cms/"):
            # What django-csp's own decorators set on a response.
            response._csp_update = BACK_OFFICE_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)


class QueryPreservingRedirectMiddleware(RedirectMiddleware):
    """Wagtail's redirects from old addresses of pages, with the parameters that were asked with.

    A redirect that has parameters of its own keeps those instead. Redirects that lead to others are
    followed here, so that a visitor goes one step; those that lead in a circle are not found.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Lead on from a page that is not there, if a redirect knows where it went."""
        found = super().process_response(request, response)
        if found is response:
            return response
        location = final_target(request, found["Location"])
        if location is None:
            return response
        asked = request.META.get("QUERY_STRING", "")
        found["Location"] = f"{location}?{asked}" if asked and "?" not in location else location
        return found
