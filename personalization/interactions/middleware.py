"""Between the visitor's cookies and the rest."""

import logging
from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from personalization.interactions.consent import BrowserState, visitor_key_in, write_cookies
from personalization.interactions.services import link_basket

logger = logging.getLogger(__name__)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class VisitorRequest(HttpRequest):
    """What this slice keeps on a request; for annotations only."""

    browser_state: BrowserState
    shows_personal: bool
    _basket_cache: object


class VisitorMiddleware:
    """Writes the visitor's cookies, ties their basket, keeps personal pages out of shared caches.

    Stands after Oscar's BasketMiddleware. The basket is tied on every request that may write:
    a login merges baskets into another row, and the next step of the checkout finds it tied again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the page be made, then do the three things."""
        response = self.get_response(request)
        visiting = cast("VisitorRequest", request)
        now = timezone.now()
        state = getattr(visiting, "browser_state", None)
        if state is not None:
            write_cookies(response, state, now=now)
        if request.method not in SAFE_METHODS:
            key = state.visitor_key if state is not None else visitor_key_in(request.COOKIES, now=now)
            basket = getattr(visiting, "_basket_cache", None)
            if key is not None and basket is not None and basket.pk:
                self._link_basket(basket.pk, key)
        if getattr(visiting, "shows_personal", False):
            patch_vary_headers(response, ["Cookie"])
            patch_cache_control(response, private=True)
        return response

    @staticmethod
    def _link_basket(basket_id: int, key: UUID) -> None:
        """Tie the basket; the page is made already, and what was ordered on it stays ordered."""
        try:
            link_basket(basket_id, visitor_key=key)
        except Exception:
            logger.exception("Basket %s could not be tied to its visitor.", basket_id)
