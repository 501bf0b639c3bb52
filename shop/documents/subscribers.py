"""When documents are written: with dispatch or payment, and with what is changed, cancelled or refunded."""

from shop.configuration.models import DocumentSettings
from shop.configuration.queries import document_settings
from shop.documents.following import credit_refund, follow_order
from shop.documents.services import invoice_or_note
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderDispatched, OrderPaid
from shop.order.models import Order
from shop.payments.events import OrderRefunded
from shop.payments.models import Refund
from shop.time_zones import shop_day


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Write the invoice of a paid order, where the settings say so."""
    if document_settings().invoice_moment == DocumentSettings.Moment.PAYMENT:
        invoice_or_note(Order.objects.get(pk=event.order_id))


@subscribe(OrderDispatched)
def on_order_dispatched(event: OrderDispatched) -> None:
    """Write the invoice of an order that has gone out, if it has none."""
    invoice_or_note(Order.objects.get(pk=event.order_id), supplied_on=shop_day())


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """Credit what went back of an invoiced order."""
    credit_refund(Refund.objects.select_related("order").get(pk=event.refund_id))


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """Invoice what was added to an invoiced order, credit what was taken away or set off."""
    follow_order(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """Credit all that is left of an invoiced order."""
    follow_order(Order.objects.get(pk=event.order_id))
