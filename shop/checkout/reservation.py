"""What is in the basket is held for its buyer while they pay."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from shop.basket.requests import BasketRequest
from shop.checkout.agreed import page_of_the_basket
from shop.partner.exceptions import OutOfStock
from shop.stock.models import Reservation
from shop.stock.services import reserve


class ReservationMixin:
    """A step of the checkout from which on the pieces are reserved; every look extends it.

    `reservation` is what the page tells the buyer; None where nothing is counted.
    """

    request: BasketRequest
    reservation: Reservation | None = None

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Hold the pieces, or lead back to the basket when somebody else holds them."""
        until = timezone.now() + timedelta(minutes=settings.KILN_RESERVATION_MINUTES)
        try:
            self.reservation = reserve(self.request.basket, until=until)
        except OutOfStock as refusal:
            messages.error(request, str(refusal))
            return redirect(page_of_the_basket(self.request))
        view: Any = super()
        return view.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Tell until when."""
        view: Any = super()
        return view.get_context_data(reservation=self.reservation, **kwargs)
