"""Pieces go out: the one door, for a shipment and for a whole order."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.events.services import publish
from shop.fulfilment.events import ShipmentShipped
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import OPEN_STATES, SENT_STATES, Shipment, ShipmentLine, ShipmentState
from shop.fulfilment.moving import Person, locked_order, move, user_of
from shop.fulfilment.planning import plan_shipments
from shop.gift_cards.queries import cards_of, gift_card_lines
from shop.order.models import Order
from shop.order.services import complete_order, dispatch_order, lock_order
from shop.order_statuses import DISPATCHED, PAID, PARTIALLY_DISPATCHED
from shop.payments.services import collect_for_dispatch


def ship(shipment: Shipment, *, by: Person = None) -> Shipment:
    """Note that a shipment has gone out; one that has is returned as it is.

    Effects in order: what is held on a card is collected, whole, with the first shipment of an order;
    then in one transaction the shipment is Shipped, the order Partially dispatched or Dispatched, its
    pieces leave the shelf, `ShipmentShipped` (and `OrderDispatched` with the last) is published. Never
    inside a transaction, as the provider may be asked. Raises InvalidOrderStatus when the order may not go
    out (held, unpaid, called off; its kind MoveForbiddenError when the person `by` may not) or has fewer
    pieces left than the shipment, InvalidStockAdjustment, GatewayError; nothing has gone out then.
    """
    shipment.refresh_from_db()
    if shipment.state in SENT_STATES:
        return shipment
    if shipment.state != ShipmentState.PACKED:
        raise ShipmentRefusedError(_("Pack the shipment before you ship it."))
    order = collect_for_dispatch(shipment.order, by=user_of(by))
    with transaction.atomic():
        locked_order(shipment)
        _go_out(shipment, order, sources=[ShipmentState.PACKED], by=by)
    return shipment


def dispatch(order: Order, *, by: Person = None) -> Order:
    """Ship all that is left of an order, picked and packed or not; one that has gone out is returned.

    As `ship`, in one transaction for all its shipments.
    """
    order.refresh_from_db(fields=["status", "paid_at"])
    if order.status == DISPATCHED:
        return order
    order = collect_for_dispatch(order, by=user_of(by))
    with transaction.atomic():
        for shipment in plan_shipments(order):
            _go_out(shipment, order, sources=OPEN_STATES, by=by)
        dispatch_order(order, by=user_of(by))
    return order


def finish_mailed(order: Order) -> None:
    """Complete a paid order of which gift cards alone are left, once they are issued.

    One that is held waits until it is released. Called again it changes nothing.
    """
    with transaction.atomic():
        locked = lock_order(order)
        left = [line for line in locked.lines.all() if line.num_left]
        is_due = locked.status in (PAID, PARTIALLY_DISPATCHED) and locked.paid_at is not None
        if not is_due or not left or any(line.needs_shipping for line in left):
            return
        if cards_of(locked).count() < sum(line.num_to_send for line in gift_card_lines(locked)):
            return
        was_shipped = locked.status == PARTIALLY_DISPATCHED
        try:
            dispatch_order(locked)
        except InvalidOrderStatus:
            return  # It is held.
        if not was_shipped:
            complete_order(locked)


def _go_out(shipment: Shipment, order: Order, *, sources: Sequence[str], by: Person) -> None:
    """Move a shipment and its pieces out, its order locked; one that has gone out stays as it is."""
    now = timezone.now()
    if not move(shipment, sources=sources, to=ShipmentState.SHIPPED, by=by, shipped_at=now):
        return
    rows = ShipmentLine.objects.filter(shipment=shipment)
    pieces = {row.line_id: row.quantity for row in rows}
    dispatch_order(order, pieces=pieces, warehouse=shipment.warehouse, by=user_of(by))
    publish(ShipmentShipped(shipment_id=shipment.pk, order_id=order.pk))
