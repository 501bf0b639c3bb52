"""The referral as it travels in a cookie: which partner's link was followed, and when.

It names the partner, never the visitor, and serves the one purpose the visitor followed the link
with, so it needs no consent. Signed, out of reach of scripts, 30 days from the click.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http.response import HttpResponseBase

COOKIE = "kiln_referral"
LIFETIME = timedelta(days=30)

_signer = Signer(salt="kiln.referral")


@dataclass(frozen=True, kw_only=True)
class Click:
    """A partner's link, followed at a moment (aware; whole seconds)."""

    code: str
    clicked_at: datetime


def click_in(cookies: Mapping[str, str], *, now: datetime) -> Click | None:
    """Read the last click; None when there is none, it is too old or was not written by us."""
    try:
        code, stamp = _signer.unsign(cookies.get(COOKIE, "")).split("|")
        clicked_at = datetime.fromtimestamp(int(stamp), tz=UTC)
    except (BadSignature, ValueError):
        return None
    return Click(code=code, clicked_at=clicked_at) if now - clicked_at <= LIFETIME else None


def write_click(response: HttpResponseBase, *, code: str, now: datetime) -> None:
    """Remember this click in place of any earlier one."""
    response.set_cookie(
        COOKIE,
        _signer.sign(f"{code}|{int(now.timestamp())}"),
        max_age=LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
