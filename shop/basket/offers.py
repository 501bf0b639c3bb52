"""A request's basket with its offers: for this buyer, as far as the checkout knows who buys."""

from django.contrib import messages
from django.http import HttpRequest

from shop.basket.requests import BasketRequest
from shop.basket.services import apply_offers
from shop.basket.vouchers import remove_unusable_vouchers
from shop.checkout_session import CheckoutSessionData


def recalculate_offers(request: BasketRequest) -> None:
    """Apply the offers; vouchers that cannot be used any more leave the basket, and the buyer is told.

    Call it once the tax is reckoned. Whatever it says is said before the page with the new sum.
    """
    apply_offers(request.basket, user=request.user, email=guest_email(request))
    for words in remove_unusable_vouchers(request.basket):
        messages.warning(request, words)


def guest_email(request: HttpRequest) -> str:
    """Return the address that a guest has given in the checkout; empty before that and for users."""
    if request.user.is_authenticated or CheckoutSessionData.SESSION_KEY not in request.session:
        return ""
    return CheckoutSessionData(request).get_guest_email() or ""
