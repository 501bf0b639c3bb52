"""What shipments hear: an order may be packed, other pieces of it are called off, it is cancelled."""

from shop.events.registry import subscribe
from shop.fulfilment.models import Shipment, ShipmentState
from shop.fulfilment.services import deliver, finish_mailed, plan_shipments
from shop.gift_cards.events import GiftCardIssued
from shop.gift_cards.models import GiftCard
from shop.order.events import OrderAuthorised, OrderCancelled, OrderPaid, OrderQuantitiesCancelled
from shop.order.models import Order
from shop.order_statuses import TO_DISPATCH
from shop.shipping.events import PickedUp


@subscribe(OrderAuthorised)
def on_order_authorised(event: OrderAuthorised) -> None:
    """Plan what is to be packed; called again it changes nothing."""
    _plan(event.order_id)


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Plan what is to be packed; called again it changes nothing."""
    _plan(event.order_id)


@subscribe(GiftCardIssued)
def on_gift_card_issued(event: GiftCardIssued) -> None:
    """Complete an order of gift cards with the last of them; called again it changes nothing."""
    line = GiftCard.objects.select_related("order_line__order").get(pk=event.card_id).order_line
    if line is not None:
        finish_mailed(line.order)


@subscribe(OrderQuantitiesCancelled)
def on_quantities_cancelled(event: OrderQuantitiesCancelled) -> None:
    """Take what is not to be sent out of shipments that nobody has picked."""
    _plan(event.order_id)


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Call off its shipments."""
    _plan(event.order_id)


@subscribe(PickedUp)
def on_picked_up(event: PickedUp) -> None:
    """Take an order that was handed over as delivered; called again it changes nothing."""
    for shipment in Shipment.objects.filter(order=event.order_id, state=ShipmentState.SHIPPED):
        deliver(shipment)


def _plan(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    if order.status in TO_DISPATCH or order.shipments.exists():
        plan_shipments(order)
    finish_mailed(order)
