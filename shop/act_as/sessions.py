"""What a browser's session knows of acting for somebody. Its key is drawn anew at both ends."""

from django.conf import settings
from django.http import HttpRequest

KEY = "act_as"
#: What of a colleague's log-in stays in the session; their own checkout and drafts go.
KEPT = ("_auth_user_", "_session_", "account_", "allauth", "mfa", "usersession", "wagtail", "_messages")
COOKIES = frozenset(
    {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"}
)


def begin(request: HttpRequest, session_id: int) -> None:
    """Have this browser act; nothing of the colleague's own shopping goes along."""
    _forget_shopping(request)
    request.session[KEY] = session_id
    request.session.cycle_key()


def finish(request: HttpRequest) -> None:
    """Have this browser act no more; nothing of the buyer's shopping stays."""
    _forget_shopping(request)
    request.session.pop(KEY, None)
    request.session.cycle_key()


def _forget_shopping(request: HttpRequest) -> None:
    for name in list(request.session.keys()):
        if name != KEY and not name.startswith(KEPT):
            del request.session[name]


def hide_cookies(request: HttpRequest) -> None:
    """Leave the colleague's guest basket, referral and consent out of what is done for the buyer."""
    request.COOKIES = {name: value for name, value in request.COOKIES.items() if name in COOKIES}
