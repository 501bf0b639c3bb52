"""What a buyer may change of their own order: as long as nobody has begun to pick it."""

from django.utils.translation import gettext as _

from shop.fulfilment.queries import is_picked
from shop.order.models import Order
from shop.order_statuses import CANCELLED, OPEN


def buyers_problem(order: Order) -> str:
    """Say why a buyer cannot change or cancel an order themselves (any more); empty: they can."""
    if order.status == CANCELLED:
        return _("The order is cancelled.")
    if order.status not in OPEN or is_picked(order):
        return _("We are packing your order already, or it has left: it cannot be changed here any more.")
    return ""
