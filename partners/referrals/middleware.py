"""Ties the basket to the partner who sent its owner."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from partners.referrals.cookies import COOKIE, click_in
from partners.referrals.services import link_basket

logger = logging.getLogger(__name__)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class ReferralMiddleware:
    """On requests that may write and come with a referral cookie; costs others nothing.

    Stands after Oscar's BasketMiddleware. Every such request ties anew, because a login merges
    baskets into another row and the next step of the checkout must find that one tied. In the checkout
    it is tied before the view, too: the request that places the order may be the basket's first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the page be made, then tie the basket that it used."""
        response = self.get_response(request)
        if _may_write(request):
            _link(request, getattr(request, "_basket_cache", None))
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Tie the basket of a checkout before its order can be placed."""
        match = request.resolver_match
        if _may_write(request) and match is not None and "checkout" in match.namespaces:
            _link(request, getattr(request, "basket", None))
        return None


def _may_write(request: HttpRequest) -> bool:
    return request.method not in SAFE_METHODS and COOKIE in request.COOKIES


def _link(request: HttpRequest, basket: Any) -> None:
    click = click_in(request.COOKIES, now=timezone.now())
    if click is None or basket is None or not basket.pk:
        return
    try:
        link_basket(basket.pk, click=click)
    except Exception:  # what was made or ordered on the page stays so
        logger.exception("Basket %s could not be tied to partner %s.", basket.pk, click.code)
