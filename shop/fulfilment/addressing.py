"""Which pieces of an order with several addresses go to which of them."""

from collections import defaultdict
from collections.abc import Mapping

from shop.fulfilment.models import SENT_STATES, ShipmentLine
from shop.order.models import Order
from shop.shipping.destination_models import OrderDestination, OrderDestinationLine


def by_destination(order: Order, need: Mapping[tuple[int, int], int]) -> dict[tuple[int, int, int], int]:
    """Divide pieces (by line and warehouse) among the order's addresses (0 where it has one).

    The addresses get what was ordered for them less what was sent there, in their order. Pieces that were
    called off are missing at the last address; what a change has added goes to the first.
    """
    places = list(OrderDestination.objects.filter(order=order.pk).order_by("position"))
    if not places:
        return {(line, warehouse, 0): number for (line, warehouse), number in need.items()}
    open_there = _open_pieces(order)
    found: dict[tuple[int, int, int], int] = defaultdict(int)
    for (line, warehouse), number in sorted(need.items()):
        left = number
        for place in places:
            taken = min(left, open_there.get((line, place.pk), 0))
            if taken:
                found[line, warehouse, place.pk] += taken
                open_there[line, place.pk] -= taken
                left -= taken
        if left:
            found[line, warehouse, places[0].pk] += left
    return dict(found)


def _open_pieces(order: Order) -> dict[tuple[int, int], int]:
    """Return by line and address what was ordered for it and has not left for it."""
    ordered = OrderDestinationLine.objects.filter(destination__order=order.pk)
    left = {
        (line, place): number
        for line, place, number in ordered.values_list("line_id", "destination_id", "quantity")
    }
    sent = ShipmentLine.objects.filter(shipment__order=order.pk, shipment__state__in=SENT_STATES)
    for line, place, number in sent.values_list("line_id", "shipment__destination_id", "quantity"):
        if (line, place) in left:
            left[line, place] = max(0, left[line, place] - number)
    return left
