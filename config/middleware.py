"""Middleware that belongs to the site as a whole."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware

BACK_OFFICE_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
}


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


class KeepingRedirectMiddleware(RedirectMiddleware):
    """Wagtail's redirects from old addresses of pages, with the parameters that were asked with.

    A redirect that has parameters of its own keeps those instead.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Lead on from a page that is not there, if a redirect knows where it went."""
        found = super().process_response(request, response)
        asked = request.META.get("QUERY_STRING", "")
        if found is not response and asked and "?" not in found["Location"]:
            found["Location"] = f"{found['Location']}?{asked}"
        return found
