"""Ties the basket to the partner who sent its owner."""

import logging
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from partners.referrals.cookies import COOKIE, Click, click_in
from partners.referrals.services import tie_basket

logger = logging.getLogger(__name__)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class ReferralMiddleware:
    """On requests that may write and come with a referral cookie; costs others nothing.

    Stands after Oscar's BasketMiddleware. Every such request ties anew, because a login merges
    baskets into another row and the next step of the checkout must find that one tied.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the page be made, then tie the basket that it used."""
        response = self.get_response(request)
        if request.method not in SAFE_METHODS and COOKIE in request.COOKIES:
            basket = getattr(request, "_basket_cache", None)
            click = click_in(request.COOKIES, now=timezone.now())
            if click is not None and basket is not None and basket.pk:
                self._tie(basket.pk, click)
        return response

    @staticmethod
    def _tie(basket_id: int, click: Click) -> None:
        """Tie the basket; the page is made already, and what was ordered on it stays ordered."""
        try:
            tie_basket(basket_id, click=click)
        except Exception:
            logger.exception("Basket %s could not be tied to partner %s.", basket_id, click.code)
