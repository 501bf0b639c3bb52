"""The checkout of a basket that is not the buyer's open one: one whose prices were agreed.

The session names it, with the page that it came from. Every step of the checkout then works on it, by the
same rules as on any other; all other pages keep the open basket. It ends with the order, or when the buyer
goes to the checkout from the basket.
"""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from shop.basket.agreed import AGREED_BASKET
from shop.basket.models import Basket
from shop.basket.requests import BasketRequest


def check_out(request: HttpRequest, basket: Basket, *, back: str) -> str:
    """Have this browser's checkout work on a basket of agreed prices; return the checkout's address.

    `back` is the page (a path of ours) that a buyer goes to where they would else go to their basket. The
    caller has asked whether this buyer may order it; a basket with an owner is ordered by them alone.
    """
    request.session[AGREED_BASKET] = {"basket": str(basket.public_id), "back": back}
    return reverse("checkout:index")


def take_agreed(request: BasketRequest) -> None:
    """Give the request, which is one of the checkout, the basket that its session names, if any.

    One that was ordered, or whose owner is not logged in (any more), is left alone. One query, or none.
    """
    named = _named(request)
    if named is None:
        return
    basket = Basket.objects.filter(public_id=named, status=Basket.SAVED).first()
    if basket is None or basket.owner_id not in (None, request.user.pk):
        return
    basket.strategy = request.strategy
    request.basket = basket


def is_agreed(request: BasketRequest) -> bool:
    """Tell whether this request of the checkout works on a basket of agreed prices."""
    return request.basket.status == Basket.SAVED


def page_of_the_basket(request: BasketRequest) -> str:
    """Return where the goods that are checked out are shown: the basket, or what they were agreed by."""
    kept = request.session.get(AGREED_BASKET) or {}
    return str(kept.get("back")) if is_agreed(request) and kept.get("back") else reverse("basket:summary")


def _named(request: HttpRequest) -> UUID | None:
    kept = request.session.get(AGREED_BASKET)
    try:
        return UUID(kept["basket"]) if kept else None
    except (KeyError, TypeError, ValueError):
        return None
