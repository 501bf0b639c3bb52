"""Middleware that belongs to the site as a whole."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

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
