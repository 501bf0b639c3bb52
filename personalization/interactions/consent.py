"""What a visitor chose and who they are, as it travels in cookies.

Two cookies, both ours, signed, out of reach of scripts:

- `kiln_consent` remembers the choice itself (strictly necessary: it keeps us from asking again);
- `kiln_visitor` names the visitor by a random UUID and exists only while consent is given.

Both live 13 months from the choice and are never prolonged by a visit: then we ask again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.html import strip_tags

# The words the visitor agrees to (templates/personalization/consent_text.html); new words, new version.
TEXT_VERSION = "2026-11"
CONSENT_COOKIE = "kiln_consent"
VISITOR_COOKIE = "kiln_visitor"
LIFETIME = timedelta(days=395)

_choices = Signer(salt="kiln.consent")
_visitors = Signer(salt="kiln.visitor")


def consent_words() -> str:
    """Return the words the visitor agrees to as plain text, in the language of the page."""
    return " ".join(strip_tags(render_to_string("personalization/consent_text.html")).split())


@dataclass(frozen=True, kw_only=True)
class ConsentChoice:
    """Yes or no to personalisation, and when it was said (aware; whole seconds in a cookie)."""

    granted: bool
    chosen_at: datetime


@dataclass(frozen=True, kw_only=True)
class BrowserState:
    """What this browser shall hold from now on; None takes the cookie away."""

    choice: ConsentChoice | None
    visitor_key: UUID | None


def choice_in(cookies: Mapping[str, str], *, now: datetime) -> ConsentChoice | None:
    """Read the choice; None when there is none that counts (forged, expired, about older words)."""
    try:
        version, granted, stamp = _choices.unsign(cookies.get(CONSENT_COOKIE, "")).split("|")
        chosen_at = datetime.fromtimestamp(int(stamp), tz=UTC)
    except (BadSignature, ValueError):
        return None
    if version != TEXT_VERSION or now - chosen_at > LIFETIME:
        return None
    return ConsentChoice(granted=granted == "yes", chosen_at=chosen_at)


def visitor_key_in(cookies: Mapping[str, str], *, now: datetime) -> UUID | None:
    """Read who the visitor is; None without consent that counts, whatever the cookie says."""
    choice = choice_in(cookies, now=now)
    if choice is None or not choice.granted:
        return None
    try:
        return UUID(_visitors.unsign(cookies.get(VISITOR_COOKIE, "")))
    except (BadSignature, ValueError):
        return None


def write_cookies(response: HttpResponseBase, state: BrowserState, *, now: datetime) -> None:
    """Bring the browser's two cookies into this state."""
    choice = state.choice
    if choice is None:
        response.delete_cookie(CONSENT_COOKIE, samesite="Lax")
        response.delete_cookie(VISITOR_COOKIE, samesite="Lax")
        return
    answer = "yes" if choice.granted else "no"
    value = _choices.sign(f"{TEXT_VERSION}|{answer}|{int(choice.chosen_at.timestamp())}")
    max_age = max(choice.chosen_at + LIFETIME - now, timedelta())
    _set_cookie(response, CONSENT_COOKIE, value, max_age)
    if choice.granted and state.visitor_key is not None:
        _set_cookie(response, VISITOR_COOKIE, _visitors.sign(str(state.visitor_key)), max_age)
    else:
        response.delete_cookie(VISITOR_COOKIE, samesite="Lax")


def _set_cookie(response: HttpResponseBase, name: str, value: str, max_age: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
