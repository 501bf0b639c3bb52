"""The request's basket, loaded only where a page asks for it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty
from django.utils.translation import ngettext
from oscar.apps.basket import middleware

from shop.basket.models import Basket
from shop.partner.strategy import Strategy


class BasketMiddleware(middleware.BasketMiddleware):
    """Oscar's middleware without its cost: no query, no offers, no write until asked.

    `request.basket` loads the basket at the first look and applies no offers: pages that
    show totals call `shop.basket.services.apply_offers`. A user without a basket gets an
    unsaved one, so a GET never writes.

    When somebody logs in with a guest basket, the two become one at the next look: a
    product in both keeps the larger quantity (the same person chose it twice), options
    stay apart, the guest basket is marked Merged and its cookie goes. Stock is not asked
    then; the basket page says where a line has become too large.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Tie a lazy basket to the request; set or delete the cookie on the way out."""
        request.cookies_to_delete = []  # type: ignore[attr-defined]
        request._basket_cache = None  # type: ignore[attr-defined]
        request.strategy = Strategy(request)  # type: ignore[attr-defined]
        request.basket = SimpleLazyObject(lambda: self._load(request))  # type: ignore[attr-defined]
        request.basket_hash = SimpleLazyObject(lambda: self._hash(request))  # type: ignore[attr-defined]
        return self.process_response(request, self.get_response(request))

    def process_response(self, request: Any, response: HttpResponse) -> HttpResponse:
        """Give a guest whose basket was saved its cookie; nothing if nobody looked at it."""
        for key in request.cookies_to_delete:
            response.delete_cookie(key)
        basket = request.basket
        if isinstance(basket, SimpleLazyObject) and basket._wrapped is empty:
            return response
        key = self.get_cookie_key(request)
        known = key in request.COOKIES and key not in request.cookies_to_delete
        if basket.id and basket.can_be_edited and not known and not request.user.is_authenticated:
            response.set_cookie(
                key,
                self.get_basket_hash(basket.id),
                max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
                secure=settings.OSCAR_BASKET_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def get_basket(self, request: Any) -> Basket:
        """Return the open basket of this browser or user, unsaved if there is none yet."""
        if request._basket_cache is None:
            request._basket_cache = self._basket_of(request)
        return request._basket_cache

    def _load(self, request: Any) -> Basket:
        basket = self.get_basket(request)
        basket.strategy = request.strategy
        return basket

    def _hash(self, request: Any) -> str | None:
        basket = self.get_basket(request)
        return self.get_basket_hash(basket.id) if basket.id else None

    def _basket_of(self, request: Any) -> Basket:
        key = self.get_cookie_key(request)
        cookie_basket = self.get_cookie_basket(key, request, Basket.open)
        if not request.user.is_authenticated:
            return cookie_basket or Basket()
        # Several open baskets: logged in on two devices at the same moment.
        first, *others = Basket.open.filter(owner=request.user).order_by("pk") or [Basket(owner=request.user)]
        if cookie_basket:
            others.append(cookie_basket)
            request.cookies_to_delete.append(key)
        if others:
            self._merge(request, first, others)
        first.owner = request.user
        return first

    def _merge(self, request: Any, basket: Basket, others: list[Basket]) -> None:
        """Take over the others' lines and say so."""
        if not basket.pk:
            basket.save()
        pieces = 0
        for other in others:
            pieces += sum(line.quantity for line in other.lines.all())
            self.merge_baskets(basket, other)
        if pieces:
            text = ngettext(
                "%(pieces)d piece from your earlier visit is in your basket again.",
                "%(pieces)d pieces from your earlier visit are in your basket again.",
                pieces,
            )
            messages.info(request, text % {"pieces": pieces})
