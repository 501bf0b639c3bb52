"""What was typed into the checkout outlives the session: a signed cookie brings it back.

The cookie belongs to a browser, and to the account that was logged in, if any: nobody else gets it
back. It goes when the order is placed.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from shop.checkout_session import CheckoutSessionData
from shop.json_types import JsonObject

COOKIE = "kiln_checkout"
LIFETIME = timedelta(days=7)
SALT = "kiln.checkout.draft"
# Browsers keep 4096 bytes of a cookie with its name and attributes.
MOST_BYTES = 3600
TYPED = "checkout_typed"


def restore_draft(request: HttpRequest, data: CheckoutSessionData) -> None:
    """Take back what this browser's buyer typed before the session went."""
    if COOKIE not in request.COOKIES or data.answers():
        return
    draft = _draft_of(request)
    if draft and draft["owner"] in (None, request.user.pk):
        data.restore_answers(draft["answers"])


def _draft_of(request: HttpRequest) -> JsonObject | None:
    """Open what the browser sent; None for what is not ours or too old."""
    try:
        draft: JsonObject = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    return draft


def save_draft(request: HttpRequest, response: HttpResponseBase, data: CheckoutSessionData) -> None:
    """Seal the answers into the cookie; without any it goes, unless its owner has yet to log in again."""
    answers = data.answers()
    if not answers:
        draft = _draft_of(request)
        waits_for_owner = draft is not None and draft["owner"] not in (None, request.user.pk)
        if COOKIE in request.COOKIES and not waits_for_owner:
            response.delete_cookie(COOKIE, samesite="Lax")
        return
    sealed = signing.dumps({"owner": request.user.pk, "answers": answers}, salt=SALT, compress=True)
    if len(sealed) <= MOST_BYTES:
        response.set_cookie(
            COOKIE,
            sealed,
            max_age=LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def stash_rejected_input(request: HttpRequest, step: str) -> None:
    """Keep a form that could not be taken now, for the next look at its step."""
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    request.session[TYPED] = {"step": step, "typed": typed}


def pop_rejected_input(request: HttpRequest, step: str) -> dict[str, str]:
    """Return, once, what was typed into a step's form and could not be taken then."""
    stash = request.session.get(TYPED)
    if not stash or stash["step"] != step:
        return {}
    del request.session[TYPED]
    typed: dict[str, str] = stash["typed"]
    return typed
