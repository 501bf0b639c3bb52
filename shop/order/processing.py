"""Oscar's event handler: a change of status in the back office goes through our services."""

from typing import Any

from oscar.apps.order import processing
from oscar.apps.order.exceptions import InvalidOrderStatus
from oscar.apps.partner.exceptions import InvalidStockAdjustment

from shop.order.exceptions import ChangeRefusedError
from shop.order.models import Order
from shop.order.services import cancel_order, dispatch_order, mark_order_paid
from shop.order.statuses import CANCELLED, DISPATCHED, PAID

CHANGES = {CANCELLED: cancel_order, PAID: mark_order_paid, DISPATCHED: dispatch_order}


class EventHandler(processing.EventHandler):
    """What staff click is what the services do: stock, events and money included."""

    def handle_order_status_change(
        self, order: Order, new_status: str, note_msg: str | None = None, **kwargs: Any
    ) -> None:
        """Cancel, mark paid or dispatch by the service of that name; other changes as Oscar does.

        Raises ChangeRefusedError when the order may not change so, or the shelf does not
        have the pieces that should go out.
        """
        change = CHANGES.get(new_status)
        if change is None:
            super().handle_order_status_change(order, new_status, note_msg)
            return
        try:
            change(order, by=self.user)
        except (InvalidOrderStatus, InvalidStockAdjustment) as error:
            raise ChangeRefusedError(str(error)) from error
        if note_msg:
            self.create_note(order, note_msg)
