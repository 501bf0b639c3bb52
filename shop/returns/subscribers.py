"""What returns follow: the terms of what was bought, and settlements that a crash kept from being noted."""

from shop.events.registry import subscribe
from shop.order.events import OrderChanged, OrderPlaced
from shop.order.models import Line
from shop.order_changes.models import OrderChange
from shop.returns.events import (
    ReturnApproved,
    ReturnReceived,
    ReturnRefused,
    ReturnRequested,
    ReturnSettled,
)
from shop.returns.mail import send_return_mail
from shop.returns.models import Return, Settlement
from shop.returns.settling import finish
from shop.returns.states import ReturnState
from shop.returns.terms import write_line_terms


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """Keep the terms its lines were bought under; called again, it changes nothing."""
    write_line_terms(Line.objects.filter(order=event.order_id))


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """Note the settlement that a change was, and the terms of lines that came with it."""
    write_line_terms(Line.objects.filter(order=event.order_id))
    change = OrderChange.objects.get(pk=event.change_id)
    if change.key.startswith("return-"):
        found = Return.objects.get(pk=int(change.key.split("-")[1]))
        finish(found, change)


def _return(return_id: int) -> Return:
    return Return.objects.select_related("order__user").get(pk=return_id)


@subscribe(ReturnRequested)
def on_return_requested(event: ReturnRequested) -> None:
    """Confirm to the buyer that the request has come, unless the approval already tells them."""
    found = _return(event.return_id)
    if found.state == ReturnState.REQUESTED:
        send_return_mail("requested", found)


@subscribe(ReturnApproved)
def on_return_approved(event: ReturnApproved) -> None:
    """Tell the buyer where to send the pieces; called again, it sends nothing."""
    send_return_mail("approved", _return(event.return_id))


@subscribe(ReturnRefused)
def on_return_refused(event: ReturnRefused) -> None:
    """Tell the buyer that the shop does not take the pieces, and why."""
    send_return_mail("refused", _return(event.return_id))


@subscribe(ReturnReceived)
def on_return_received(event: ReturnReceived) -> None:
    """Tell the buyer that the parcel has come."""
    send_return_mail("received", _return(event.return_id))


@subscribe(ReturnSettled)
def on_return_settled(event: ReturnSettled) -> None:
    """Tell the buyer what they got; each settlement once."""
    settlement = Settlement.objects.get(pk=event.settlement_id)
    send_return_mail("settled", _return(event.return_id), settlement=settlement)
