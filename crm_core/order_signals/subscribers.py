"""What the signals hear of what happens to an order, and of its buyer: paid, sent, given back, reviewed."""

from crm_core.customers.models import Customer
from crm_core.order_signals.services import request_look
from shop.events.registry import subscribe
from shop.order.events import OrderAuthorised, OrderChanged, OrderDispatched, OrderPaid
from shop.payments.events import DisputeOpened, OrderRefunded
from shop.reviews.events import ReviewSubmitted


def _look_at_buyer_of(order_id: int) -> None:
    request_look(list(Customer.objects.filter(customer_orders__order=order_id)))


@subscribe(OrderAuthorised)
def on_order_authorised(event: OrderAuthorised) -> None:
    """From now on it is to go out."""
    _look_at_buyer_of(event.order_id)


@subscribe(OrderPaid)
def on_order_paid(event: OrderPaid) -> None:
    """Its money is overdue no more."""
    _look_at_buyer_of(event.order_id)


@subscribe(OrderDispatched)
def on_order_dispatched(event: OrderDispatched) -> None:
    """It is late no more."""
    _look_at_buyer_of(event.order_id)


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """It waits for money again, or for less, or goes out in part."""
    _look_at_buyer_of(event.order_id)


@subscribe(OrderRefunded)
def on_order_refunded(event: OrderRefunded) -> None:
    """Its buyer is asked for no review now."""
    _look_at_buyer_of(event.order_id)


@subscribe(DisputeOpened)
def on_dispute_opened(event: DisputeOpened) -> None:
    """Nor is one who is at odds with us."""
    _look_at_buyer_of(event.order_id)


@subscribe(ReviewSubmitted)
def on_review_submitted(event: ReviewSubmitted) -> None:
    """Nor is one who has written."""
    keys = {"identifiers__kind": "user", "identifiers__value": str(event.user_id)}
    request_look(list(Customer.objects.filter(**keys)))
