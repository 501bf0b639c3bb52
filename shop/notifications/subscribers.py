"""The mails that follow from an order's events and from a promise that moved."""

from shop.documents.mail import credit_notes_to_send
from shop.events.registry import subscribe
from shop.fulfilment.events import ShipmentShipped
from shop.fulfilment.models import Shipment
from shop.notifications.order_mail import (
    is_paying,
    send_cancellation,
    send_change,
    send_confirmation,
    send_dispatch,
    send_part_received,
    send_payment_problem,
    send_payment_received,
    send_picked_up,
    send_pickup_ready,
    send_refund,
    send_shipment,
)
from shop.notifications.stock_mail import send_promise_moved
from shop.order.events import (
    OrderAuthorised,
    OrderCancelled,
    OrderChanged,
    OrderDispatched,
    OrderPaid,
    OrderPlaced,
)
from shop.order.models import Order
from shop.order_statuses import CANCELLED, PENDING_PAYMENT
from shop.payments.events import OrderRefunded, PaymentFailed, PaymentReceived
from shop.payments.methods import STORE_CREDIT, STORED_VALUES
from shop.payments.models import Charge, Refund
from shop.payments.states import RefundDestination
from shop.shipping.events import PickedUp, PickupReady
from shop.stock.events import PromiseMoved
from shop.stock.queries import outdated_promises
from shop.stock.services import note_promised_date


@subscribe(OrderPlaced, formerly="shop.order.subscribers.on_order_placed")
def on_order_placed(event: OrderPlaced) -> None:
    """Confirm the order by mail; who is about to pay online is written to when that is settled."""
    order = _order(event.order_id)
    if not is_paying(order):
        send_confirmation(order)


@subscribe(OrderAuthorised)
def on_order_authorised(event: OrderAuthorised) -> None:
    """Confirm an order whose money is held; one that was confirmed before is left alone."""
    send_confirmation(_order(event.order_id))


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Tell the buyer once: by the confirmation, if that is still to come, else by a mail of its own."""
    order = _order(event.order_id)
    if not send_confirmation(order):
        send_payment_received(order)


@subscribe(PaymentReceived)
def on_payment_received(event: PaymentReceived) -> None:
    """Tell the buyer what is still due when a part has come; called again, it sends nothing."""
    send_part_received(
        Charge.objects.select_related("order__user", "order__shipping_address__country").get(
            pk=event.charge_id
        )
    )


def _order(order_id: int) -> Order:
    return Order.objects.select_related("user", "shipping_address__country").get(pk=order_id)


@subscribe(OrderCancelled, formerly="shop.order.subscribers.on_order_cancelled")
def on_order_cancelled(event: OrderCancelled) -> None:
    """Tell the buyer by mail; called again, it sends nothing."""
    send_cancellation(Order.objects.select_related("user").get(pk=event.order_id))


@subscribe(OrderDispatched, formerly="shop.order.subscribers.on_order_dispatched")
def on_order_dispatched(event: OrderDispatched) -> None:
    """Tell the buyer by mail, unless its shipments have, or all is mailed; called again, it sends nothing."""
    order = Order.objects.select_related("user").get(pk=event.order_id)
    lines = list(order.lines.all())
    is_mailed = bool(lines) and not any(line.needs_shipping for line in lines)
    if not order.shipments.exists() and not is_mailed:
        send_dispatch(order)


@subscribe(ShipmentShipped)
def on_shipment_shipped(event: ShipmentShipped) -> None:
    """Tell the buyer what has gone out and how to follow it; called again, it sends nothing."""
    send_shipment(Shipment.objects.select_related("order__user").get(pk=event.shipment_id))


@subscribe(PickupReady)
def on_pickup_ready(event: PickupReady) -> None:
    """Tell the buyer to come, with the code; called again, it sends nothing."""
    send_pickup_ready(_order(event.order_id))


@subscribe(PickedUp)
def on_picked_up(event: PickedUp) -> None:
    """Confirm that it was handed over; called again, it sends nothing."""
    send_picked_up(_order(event.order_id))


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """Tell the buyer what their order is now; of returns and cancellations other mails tell."""
    order = _order(event.order_id)
    if order.status != CANCELLED and set(event.kinds) - {"return", "cancel"}:
        send_change(order, about=str(event.change_id))


@subscribe(PaymentFailed, formerly="shop.order.subscribers.on_payment_failed")
def on_payment_failed(event: PaymentFailed) -> None:
    """Tell a buyer whose order still waits how to pay it, once for an order however often they try."""
    order = Order.objects.select_related("user").get(pk=event.order_id)
    if order.status == PENDING_PAYMENT:
        send_payment_problem(order, about="first")


@subscribe(OrderRefunded, formerly="shop.order.subscribers.on_order_refunded")
def on_order_refunded(event: OrderRefunded) -> None:
    """Tell a buyer what went back; each refund once. What a lost dispute took, their bank has told them."""
    refund = Refund.objects.select_related("order__user", "charge").get(pk=event.refund_id)
    if refund.dispute_id is not None:
        return
    method = refund.charge.method
    if refund.destination == RefundDestination.STORE_CREDIT:
        method = STORE_CREDIT
    goes_to = method if method in STORED_VALUES else ""
    notes = credit_notes_to_send(refund)
    send_refund(refund.order, amount=refund.amount, about=str(refund.pk), goes_to=goes_to, documents=notes)


@subscribe(PromiseMoved, formerly="shop.stock.subscribers.on_promise_moved")
def on_promise_moved(event: PromiseMoved) -> None:
    """Tell each buyer who waits the day as it is now; called again, it tells nobody twice.

    A day that has passed by now is no promise: the buyer reads that the day follows.
    """
    for promise in outdated_promises(event.stockrecord_id):
        day = promise.stockrecord.promised_day
        if note_promised_date(promise, promise_date=day):
            promise.promise_date = day
            send_promise_moved(promise)
