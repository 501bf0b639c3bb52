"""Where an order's pieces are: gone out, in somebody's hands, or on the shelf still."""

from collections import defaultdict

from shop.fulfilment.models import ShipmentLine, ShipmentState
from shop.fulfilment.services import plan_shipments
from shop.order.models import Order
from shop.order.moves import require_move
from shop.order.services import finish_dispatch
from shop.order_statuses import COMPLETE, DISPATCHED, PARTIALLY_DISPATCHED, UNFINISHED

IN_HAND = (ShipmentState.PICKED, ShipmentState.PACKED)


def quantities_in_hand(order: Order) -> dict[int, int]:
    """Tell how many pieces of each line (by pk) are picked or packed and have not gone out. One query."""
    held: dict[int, int] = defaultdict(int)
    rows = ShipmentLine.objects.filter(shipment__order=order, shipment__state__in=IN_HAND)
    for line_id, number in rows.values_list("line", "quantity"):
        held[line_id] += number
    return dict(held)


def follow_goods(order: Order) -> None:
    """Let a locked order's status and shipments follow what is to be sent of it now.

    One that had gone out and got new pieces has gone out in part; one of which nothing is left to send has
    gone out.
    """
    left = any(line.num_left for line in order.lines.all())
    if left and order.status in (DISPATCHED, COMPLETE):
        require_move(order, PARTIALLY_DISPATCHED)
        order.set_status(PARTIALLY_DISPATCHED)
    finish_dispatch(order)
    if order.status in UNFINISHED:
        plan_shipments(order)
