"""Holding an order on its page."""

from django.contrib.auth.models import AnonymousUser

from shop.order.models import Order
from shop.order_holds.forms import HoldForm
from shop.order_holds.models import OrderHold
from shop.order_holds.services import hold_order
from shop.user.models import User


class NewHoldForm(HoldForm):
    """Why the order of the page is held."""

    prefix = "hold"

    def send(self, order: Order, *, by: User | AnonymousUser) -> OrderHold | None:
        """Hold it. Raises ChangeRefusedError."""
        return hold_order(order, **self.cleaned_data, by=by)
