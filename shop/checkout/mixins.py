"""Placing an order from a request."""

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from oscar.apps.checkout import mixins

from shop.basket.agreed import leave_agreed
from shop.order.models import Order
from shop.order.utils import TRIES, OrderCreator, OrderNumberGenerator
from shop.transactions import atomic_with


class OrderPlacementMixin(mixins.OrderPlacementMixin):
    """Oscar's mixin with the addresses, the order and its payment sources in one transaction.

    Core Oscar saves the payment sources after `OrderCreator` is through: without the outer
    transaction a subscriber of `OrderPlaced` could see the order without them. The
    confirmation mail is sent by such a subscriber and not from here.
    """

    def place_order(self, *args: object, **kwargs: object) -> Order:
        """Write everything or nothing; raises what `shop.order.utils.OrderCreator` raises.

        Where the number was taken all is written again with another.
        """
        given = (kwargs.get(name) for name in ("shipping_address", "billing_address"))
        addresses = [address for address in given if isinstance(address, Model)]
        for _attempt in range(TRIES):
            try:
                with atomic_with(*addresses):
                    return super().place_order(*args, is_retried_by_caller=True, **kwargs)
            except (ValueError, IntegrityError) as error:
                if not OrderCreator.is_number_taken(str(kwargs["order_number"]), self.request.basket, error):
                    raise
                kwargs["order_number"] = OrderNumberGenerator().order_number()
        raise RuntimeError(f"{TRIES} order numbers in a row were taken.")

    def handle_successful_order(self, order: Order) -> HttpResponseRedirect:
        """Forget the checkout's answers and the basket, remember the order, go on to the thank-you page."""
        self.checkout_session.flush()
        if not leave_agreed(self.request) and not self.request.user.is_authenticated:
            self.request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
        self.request.session["checkout_order_id"] = order.pk
        response = redirect(self.get_success_url())
        self.send_signal(self.request, response, order)
        return response
