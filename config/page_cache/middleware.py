"""One cache for the whole pages of anonymous visitors (docs/services.md).

Kept by address, language, host and answer about personalisation, under the versions of everything that a
page shows. A visitor with a session, a basket, a draft or any other cookie of ours that is not named below is
never served from it, nor is their page kept. Whoever is, has their page made from what the key names: all
other cookies are out of the view's sight.
"""

import re
import zlib
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import cast

from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.middleware.csrf import CSRF_TOKEN_LENGTH, get_token
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from config.page_cache.moments import next_moment
from config.page_cache.store import KeptPage, PageStore
from personalization.interactions.consent import CONSENT_COOKIE, VISITOR_COOKIE, choice_in
from search.engines.cache import generation
from shop.basket.models import Basket
from shop.configuration.memory import pages_version, shared_version

#: What may be kept, by the name of its address. Anything else never is.
KEPT_VIEWS = frozenset(
    """
    catalogue:index catalogue:category catalogue:detail catalogue:range catalogue:reviews-list
    offer:list offer:detail search:search wagtail_serve
    """.split()  # noqa: SIM905 - a table
)
#: What a visitor who agreed is to be remembered by: made anew each time, so that each is noted.
NOTED_VIEWS = frozenset({"catalogue:detail", "search:search"})
#: Cookies of ours that do not make a visitor somebody; the view sees those of consent, as the key does.
HARMLESS = frozenset({settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "kiln_referral"})
CONSENT = frozenset({CONSENT_COOKIE, VISITOR_COOKIE})
#: How the others of ours begin; those of anybody else (statistics, a proxy) are nothing to us.
OURS = ("kiln", "oscar", settings.SESSION_COOKIE_NAME, settings.OSCAR_BASKET_COOKIE_OPEN, "messages")
VARIES = {"accept-encoding", "accept-language", "cookie", "hx-request"}
LONGEST_ADDRESS = 500
TOKEN = re.compile(rb"(?<![A-Za-z0-9])[A-Za-z0-9]{%d}(?![A-Za-z0-9])" % CSRF_TOKEN_LENGTH)
OK = 200
SEPARATOR = b"\0"

pages = PageStore(settings.KILN_PAGE_CACHE_MB * 1_000_000)


class PageCacheMiddleware:
    """Answers from what is kept, or keeps what was made.

    Stands inside Django's CSRF middleware, whose cookie belongs to each visitor, and outside of all that
    asks who the visitor is. A page is kept once two requests were given the same to the byte, apart from
    their CSRF tokens: what is drawn anew for each (the number of a form's copy) is never kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.KILN_PAGE_CACHE_MB:
            raise MiddlewareNotUsed
        self.get_response = get_response
        pages.most_bytes = settings.KILN_PAGE_CACHE_MB * 1_000_000

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        now = timezone.now()
        state = _state_of(request, now)
        if state is None:  # guard: only-strangers-get-kept-pages
            return self.get_response(request)
        key = (request.get_full_path(), request.get_host(), get_language(), state, *_versions())
        kept = pages.get(key, now=now)
        if kept is not None:
            return _answer(request, kept)
        request.COOKIES = {k: v for k, v in request.COOKIES.items() if k in CONSENT or k in HARMLESS}
        response = self.get_response(request)
        if _may_be_kept(request, response, state) and key[4:] == _versions():
            _keep(key, request, response, now)
        return response


def _state_of(request: HttpRequest, now: datetime) -> str | None:
    """Return what an anonymous visitor answered about personalisation; None for whoever is somebody."""
    if request.method not in {"GET", "HEAD"} or len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return None
    if "HTTP_AUTHORIZATION" in request.META or "HTTP_HX_REQUEST" in request.META:
        return None
    if any(name.startswith(OURS) and name not in CONSENT | HARMLESS for name in request.COOKIES):
        return None
    choice = choice_in(request.COOKIES, now=now)
    return "asked" if choice is None else "yes" if choice.granted else "no"


def _versions() -> tuple[Hashable, ...]:
    return shared_version(), pages_version(), generation()


def _may_be_kept(request: HttpRequest, response: HttpResponse, state: str) -> bool:
    """Tell whether a page that was made is the same for all of its kind, and is to be shown again."""
    match = request.resolver_match
    if request.method != "GET" or match is None or match.view_name not in KEPT_VIEWS:
        return False
    if state == "yes" and (match.view_name in NOTED_VIEWS or getattr(request, "shows_personal", False)):
        return False
    if response.status_code != OK or response.streaming or response.cookies:
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    asked = response.get("Cache-Control", "")
    if (
        varies - VARIES
        or "no-store" in asked
        or "no-cache" in asked
        or response.has_header("Content-Encoding")
    ):
        return False
    if not response.get("Content-Type", "").startswith("text/html") or getattr(request, "shows_clock", False):
        return False
    return not _is_somebody(cast("MadeRequest", request))


class MadeRequest(HttpRequest):
    """What other middleware keeps on a request; for annotations only."""

    _basket_cache: Basket | None
    _messages: BaseStorage


def _is_somebody(request: MadeRequest) -> bool:
    """Tell whether making the page found or made something of this visitor's."""
    basket = getattr(request, "_basket_cache", None)
    return bool(
        request.session.modified
        or request.session.session_key
        or (basket is not None and basket.pk)
        or request.user.is_authenticated
        or len(request._messages)
    )


def _keep(key: tuple[Hashable, ...], request: HttpRequest, response: HttpResponse, now: datetime) -> None:
    """Keep a page for a minute, or until something on it passes by the clock."""
    body = _without_tokens(response.content, request.META.get("CSRF_COOKIE"))
    if body is None:
        return
    headers = tuple(response.items())
    digest = blake2b(repr(headers).encode() + body, digest_size=16).digest()
    if not pages.is_second(key, digest):
        return
    until = min(now + timedelta(seconds=settings.KILN_PAGE_CACHE_SECONDS), next_moment(now))
    has_token = bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
    pages.put(key, KeptPage(headers=headers, packed=zlib.compress(body), has_token=has_token, until=until))


def _without_tokens(body: bytes, secret: str | None) -> bytes | None:
    """Put a NUL in the place of each token of this visitor's; None where that would not be all of them."""
    if SEPARATOR in body:
        return None
    if secret is None:
        return body

    def blank(found: re.Match[bytes]) -> bytes:
        token = found[0].decode()
        unmasked: str = csrf._unmask_cipher_token(token)  # type: ignore[attr-defined]
        return SEPARATOR if unmasked == secret else found[0]

    body = TOKEN.sub(blank, body)
    return None if secret.encode() in body else body


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse:
    """Serve a kept page with this visitor's own token; its cookie is written on the way out."""
    token = get_token(request) if kept.has_token else ""
    response = HttpResponse(kept.body(token), headers=dict(kept.headers))
    patch_vary_headers(response, ["Cookie"])
    response.headers["X-Page-Cache"] = "hit"
    return response
