"""A status that somebody gives an order, with what it means for the money: the door of all staff screens."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment
from oscar.apps.payment.exceptions import PaymentError

from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.moves import require_move
from shop.order.processing import register_status_changer
from shop.order.services import complete_order
from shop.order_statuses import CANCELLED, COMPLETE, PAID
from shop.payments.gateways import GatewayError
from shop.payments.manual_payments import mark_as_paid
from shop.payments.services import cancel
from shop.user.models import User

#: What a person can do; every other status follows from facts. `shop.fulfilment` enters how to dispatch.
CHANGES: dict[str, Callable[..., Order]] = {
    CANCELLED: cancel,
    COMPLETE: complete_order,
    PAID: mark_as_paid,
}


def register_change(status: str, change: Callable[..., Order]) -> None:
    """Enter how a person gives an order a status; a slice above may own what it means."""
    CHANGES[status] = change


def change_status(order: Order, new_status: str, *, by: User | AnonymousUser) -> None:
    """Give an order a status by the table of moves; one that has it stays as it is.

    Cancelling sends its money back, dispatching collects what is held, "Paid" notes what is due as
    received by hand. Never inside a transaction, as the provider may be asked. Raises
    ChangeRefusedError, with a reason for staff, when it cannot be done (now), MoveForbiddenError when the
    person `by` lacks the right (None: the system itself).
    """
    change = CHANGES.get(new_status)
    try:
        if change is None:
            raise ChangeRefusedError(_("This status cannot be set manually."))
        order.refresh_from_db(fields=["status", "paid_at"])
        if order.status != new_status:
            require_move(order, new_status, by=by)
            change(order, by=by)
    except MoveForbiddenError:
        raise
    except (GatewayError, InvalidOrderStatus, InvalidStockAdjustment, PaymentError) as error:
        raise ChangeRefusedError(str(error)) from error


register_status_changer(change_status)
