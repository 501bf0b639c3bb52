"""Finding one's order without a log-in: by its number and the e-mail address it was placed with.

Whoever is wrong in either learns nothing of the other; by visitor and by number one may ask so often and no
more ("order_lookup" of ACCOUNT_RATE_LIMITS).
"""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from shop.contact_data import normalised_email
from shop.order.models import Order

ACTION = "order_lookup"
TOO_OFTEN = _("Too many attempts in a short time. Please wait a few minutes; what you wrote is still here.")
NOT_FOUND = _("There is no order with this number and e-mail address. Please check both.")


class OrderLookupForm(forms.Form):
    """The number of an order and the e-mail address it was placed with."""

    number = forms.CharField(label=_("Order number"), max_length=128)
    email = forms.EmailField(label=_("E-mail address of the order"), max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order: Order | None = None

    def find(self, request: HttpRequest) -> int:
        """Look for the order into `order`; return the status of the answer.

        A form that is right and finds none says so without saying what was wrong.
        """
        if not self.is_valid():
            return 422
        number = self.cleaned_data["number"].strip().upper()
        if not ratelimit.consume(request, action=ACTION, key=number):  # guard: order-lookup-rate
            self.add_error(None, TOO_OFTEN)
            return 429
        self.order = order_of(number, self.cleaned_data["email"])
        if self.order is None:
            self.add_error(None, NOT_FOUND)
            return 422
        return 200


def order_of(number: str, email: str) -> Order | None:
    """Return the order of a number whose e-mail address, in whatever case and spelling, is this one."""
    order = Order.objects.select_related("user").filter(number=number).first()
    typed = normalised_email(email)
    theirs = normalised_email(order.email or "") if order else ""
    return order if typed and theirs and constant_time_compare(typed, theirs) else None
