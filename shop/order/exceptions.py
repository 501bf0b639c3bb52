"""What can go wrong when an order is placed or changed."""

from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import InvalidOrderStatus, UnableToPlaceOrder
from oscar.apps.payment.exceptions import PaymentError

from shop.order.models import Order


class AlreadyOrdered(UnableToPlaceOrder):
    """The basket has become an order already; `order` is that order (None: it was merged away)."""

    def __init__(self, order: Order | None) -> None:
        self.order = order
        super().__init__(_("This basket has been ordered already."))


class QuantityNotAllowed(UnableToPlaceOrder):
    """A quantity breaks a rule of its product; the message names the rule, for the buyer."""


class DiscountUnavailable(UnableToPlaceOrder):
    """An offer or a voucher of the basket cannot be had any more; the message names it, for the buyer."""


class ChangeRefusedError(InvalidOrderStatus, PaymentError):
    """Staff cannot change the order so; both kinds, as each of Oscar's two views catches one only."""


class MoveForbiddenError(ChangeRefusedError):
    """The order may change so, but this person lacks the right to do it."""


class OrderRefused(UnableToPlaceOrder):
    """A guard does not let the order be placed; its text tells the buyer why."""
