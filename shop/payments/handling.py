"""A status that staff give an order, with what it means for the money."""

from typing import Any

from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment
from oscar.apps.payment.exceptions import PaymentError

from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order.processing import EventHandler
from shop.order.statuses import CANCELLED, DISPATCHED, PAID
from shop.payments.by_hand import note_money
from shop.payments.gateways import GatewayError
from shop.payments.services import cancel, dispatch

CHANGES = {CANCELLED: cancel, DISPATCHED: dispatch, PAID: note_money}


def change_status(order: Order, new_status: str, *, by: Any) -> None:
    """Give an order a status: cancelling sends its money back, dispatching collects what is held.

    Never inside a transaction, as the provider may be asked. Raises ChangeRefusedError, with a
    reason for staff, when it cannot be done (now).
    """
    change = CHANGES.get(new_status)
    try:
        if change is None:
            EventHandler(user=by).handle_order_status_change(order, new_status)
        else:
            change(order, by=by)
    except (GatewayError, InvalidOrderStatus, InvalidStockAdjustment, PaymentError) as error:
        raise ChangeRefusedError(str(error)) from error
