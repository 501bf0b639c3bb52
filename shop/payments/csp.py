"""What the payment step may load beside our own: Stripe's script, its frames and its API."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.response import HttpResponseBase

STRIPE = "https://js.stripe.com"
# https://docs.stripe.com/security/guide#content-security-policy
STRIPE_SOURCES = {
    "script-src": [STRIPE, "https://*.js.stripe.com"],
    "frame-src": [STRIPE, "https://*.js.stripe.com", "https://hooks.stripe.com"],
    "connect-src": ["https://api.stripe.com"],
    "img-src": ["https://*.stripe.com"],
}


def payment_sources() -> dict[str, list[str]]:
    """Return the sources of Stripe, or the one origin of a server that stands in for it."""
    address = urlsplit(settings.KILN_STRIPE_JS_URL)
    origin = f"{address.scheme}://{address.netloc}"
    if origin == STRIPE:
        return STRIPE_SOURCES
    return {"script-src": [origin], "frame-src": [origin], "connect-src": [origin]}


def allow_payment(response: HttpResponseBase) -> HttpResponseBase:
    """Let this one page load them."""
    # What django-csp's own decorators set on a response.
    response._csp_update = payment_sources()  # type: ignore[attr-defined]
    return response
