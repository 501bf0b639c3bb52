"""The request's basket, loaded only where a page asks for it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty
from django.utils.translation import ngettext
from oscar.apps.basket import middleware

from shop.basket.cookies import basket_cookie_value, public_id_from_cookies
from shop.basket.merging import merge_baskets
from shop.basket.models import Basket, open_basket_of_guest
from shop.basket.requests import BasketRequest
from shop.partner.strategy import Strategy


class BasketMiddleware(middleware.BasketMiddleware):
    """Oscar's middleware without its cost: no query, no offers, no write until asked.

    `request.basket` loads the basket at the first look and applies no offers: pages that
    show totals call `shop.basket.services.apply_offers`. A user without a basket gets an
    unsaved one, so a GET never writes.

    When somebody logs in with a guest basket, the two become one at the next look
    (`shop.basket.merging`), and the cookie goes. Stock is not asked then; the basket page
    says where a line has become too large.
    """

    def __call__(self, request: BasketRequest) -> HttpResponse:
        """Tie a lazy basket to the request; set or delete the cookie on the way out."""
        request.cookies_to_delete = []
        request._basket_cache = None
        request.strategy = Strategy(request)
        request.basket = SimpleLazyObject(lambda: self._load(request))  # type: ignore[assignment]
        request.basket_hash = SimpleLazyObject(lambda: self._hash(request))  # type: ignore[assignment]
        return self.process_response(request, self.get_response(request))

    def process_response(self, request: BasketRequest, response: HttpResponse) -> HttpResponse:
        """Give a guest whose basket is in the database its cookie; nothing if nobody looked at it."""
        for key in request.cookies_to_delete:
            response.delete_cookie(key)
        basket = request.basket
        if isinstance(basket, SimpleLazyObject) and basket._wrapped is empty:
            return response
        key = self.get_cookie_key(request)
        known = key in request.COOKIES and key not in request.cookies_to_delete
        if known or request.user.is_authenticated or basket.status != Basket.OPEN:
            return response
        if _is_stored(basket):
            response.set_cookie(
                key,
                basket_cookie_value(basket),
                max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
                secure=settings.OSCAR_BASKET_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def get_basket(self, request: BasketRequest) -> Basket:
        """Return the open basket of this browser or user, unsaved if there is none yet."""
        if request._basket_cache is None:
            request._basket_cache = self._basket_of(request)
        return request._basket_cache

    def get_cookie_basket(self, cookie_key: str, request: BasketRequest, manager: object) -> Basket | None:
        """Return the open basket that this browser's cookie names; one that names none goes."""
        if cookie_key not in request.COOKIES:
            return None
        public_id = public_id_from_cookies(request.COOKIES)
        basket = open_basket_of_guest(public_id) if public_id else None
        if basket is None:
            request.cookies_to_delete.append(cookie_key)
        return basket

    def _load(self, request: BasketRequest) -> Basket:
        basket = self.get_basket(request)
        basket.strategy = request.strategy
        return basket

    def _hash(self, request: BasketRequest) -> str | None:
        basket = self.get_basket(request)
        return basket_cookie_value(basket) if basket.pk else None

    def _basket_of(self, request: BasketRequest) -> Basket:
        key = self.get_cookie_key(request)
        cookie_basket = self.get_cookie_basket(key, request, Basket.open)
        if not request.user.is_authenticated:
            return cookie_basket or Basket()
        # Several open baskets: logged in on two devices at the same moment.
        first, *others = Basket.open.filter(owner=request.user).order_by("pk") or [Basket(owner=request.user)]
        if cookie_basket:
            request.cookies_to_delete.append(key)
        if cookie_basket or others:
            first, pieces = merge_baskets(request.user, cookie_basket)
            _announce_merge(request, pieces)
        first.owner = request.user
        return first


def _is_stored(basket: Basket) -> bool:
    """Tell whether the basket's row is in the database: what was rolled back gets no cookie."""
    if basket.is_committed:
        return True
    stored = Basket.objects.filter(pk=basket.pk, public_id=basket.public_id)
    return basket.pk is not None and stored.exists()  # guard: cookie-of-a-stored-basket


def _announce_merge(request: HttpRequest, pieces: int) -> None:
    if not pieces:
        return
    text = ngettext(
        "%(pieces)d item from your earlier visit is in your basket again.",
        "%(pieces)d items from your earlier visit are in your basket again.",
        pieces,
    )
    messages.info(request, text % {"pieces": pieces})
