"""The door of a shop that opens after logging in: whatever is not named here is closed to strangers.

A new address is closed until somebody names it. The page cache stands outside of this and keeps answers of
200 alone, so nothing that was made behind the door is served in front of it: a change of the setting takes
all kept pages away.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect

from config.middleware import OPEN_IN_MAINTENANCE
from shop.configuration.queries import login_is_required, open_paths

#: Logging in, signing up, and what a link in a mail proves by its signature or has to be open by law.
OPEN_NAMES = frozenset(
    """
    robots sitemap sitemap-section product-feed set_language stripe-webhook activity_feed
    customer:anon-order customer:alerts-confirm customer:alerts-cancel-by-key
    wagtailcore_login wagtailcore_authenticate_with_password wagtaildocs_authenticate_with_password
    wagtailimages_serve
    """.split()  # noqa: SIM905 - a table
)
OPEN_PREFIXES = ("account_", "mfa_", "company_register")
#: By the path without its language.
OPEN_BELOW = (
    "/accounts/",
    "/company/register/",
    "/consent/",
    "/subscriptions/",
    "/approvals/",
    "/invoices/",
    "/order-changes/",
    "/returns/",
    "/withdrawal/",
    "/warranty/",
    "/mail/",
    "/r/",
    f"{settings.MEDIA_URL}renditions/",
)


class LoginRequiredMiddleware:
    """Lead strangers to the log-in where the shop opens after logging in; they come back to what they asked.

    Nothing is to be indexed there. One look into memory for a request of a shop that is open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on, and tell crawlers to keep nothing of a closed shop."""
        response = self.get_response(request)
        if login_is_required():
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Ask for the log-in before the view of a closed address is called."""
        match = request.resolver_match
        if not login_is_required() or match is None or is_open(request.path, match.view_name or ""):
            return None
        if request.user.is_authenticated:
            return None
        answer = redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else "/")
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(answer.url)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


def is_open(path: str, name: str) -> bool:
    """Tell whether an address stays open to strangers: by its name, or by its path in any language."""
    if name in OPEN_NAMES or name.startswith(OPEN_PREFIXES):
        return True
    if path.startswith(OPEN_IN_MAINTENANCE):  # the back office asks for itself
        return True
    bare = _without_language(path)
    if bare.startswith(OPEN_BELOW):
        return True
    return name == "wagtail_serve" and bare.startswith(open_paths() or ("\0",))


def _without_language(path: str) -> str:
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return path.removeprefix(f"/{code}")
    return path
