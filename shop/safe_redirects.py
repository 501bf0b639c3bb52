"""Where a browser may be sent that says itself where it wants to go."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_redirect_url(request: HttpRequest, *candidates: str | None, otherwise: str) -> str:
    """Return the first address that lies on this site, else `otherwise`.

    A path begins with a slash: a bare word is no address, and `redirect` would take it for a view's name.
    """
    for url in candidates:
        way = (url or "").strip()
        if not way.startswith(("/", "http://", "https://")):
            continue
        if url_has_allowed_host_and_scheme(way, request.get_host(), require_https=request.is_secure()):
            return way
    return otherwise
