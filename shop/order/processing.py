"""Oscar's event handler: every change that a screen asks for goes through the table of moves.

Oscar's own calls know single lines, shipping events and payment events. They would move a parcel or
money past the stock and the ledger, so they are refused.
"""

from collections.abc import Callable
from typing import Never

from django.utils.translation import gettext as _
from oscar.apps.order import processing
from oscar.apps.order.exceptions import InvalidPaymentEvent, InvalidShippingEvent

from shop.order.models import Order

CHANGERS: list[Callable[..., None]] = []


def register_status_changer(changer: Callable[..., None]) -> None:
    """Register what changes a status with all that it means for the money: `payments.status_changes`."""
    CHANGERS[:] = [changer]


class EventHandler(processing.EventHandler):
    """What staff click is what the services do: rights, stock, events and money included."""

    def handle_order_status_change(
        self, order: Order, new_status: str, note_msg: str | None = None, **kwargs: object
    ) -> None:
        """Give an order a status as the handler's user; without one as the system.

        Raises ChangeRefusedError, as `shop.payments.status_changes.change_status` does.
        """
        (changer,) = CHANGERS
        changer(order, new_status, by=self.user)
        if note_msg:
            self.create_note(order, note_msg)

    def handle_shipping_event(self, *args: object, **kwargs: object) -> Never:
        """Refuse: a parcel goes out by the status "Dispatched"."""
        raise InvalidShippingEvent(_("Ship the whole order: single lines cannot bypass its stock."))

    def handle_payment_event(self, *args: object, **kwargs: object) -> Never:
        """Refuse: money is noted, collected and sent back in the order's ledger."""
        raise InvalidPaymentEvent(_("Use the order's payments: every payment is recorded there."))

    create_shipping_event = handle_shipping_event
    create_payment_event = handle_payment_event
    consume_stock_allocations = handle_shipping_event
    cancel_stock_allocations = handle_shipping_event
