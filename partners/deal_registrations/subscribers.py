"""What follows from orders and from registrations: load by id, idempotent calls."""

from partners.deal_registrations import mail
from partners.deal_registrations.events import (
    DealRegistrationApproved,
    DealRegistrationClosed,
    DealRegistrationExtended,
    DealRegistrationMessageSent,
    DealRegistrationRejected,
    DealRegistrationReopened,
    DealRegistrationReturned,
    DealRegistrationSubmitted,
    DealRegistrationWon,
)
from partners.deal_registrations.models import DealRegistration, RegistrationMessage, RegistrationOrder
from partners.deal_registrations.orders import order_cancelled, win_by
from partners.deal_registrations.timeline import tell
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.models import Order


def _registration(pk: int) -> DealRegistration | None:
    rows = DealRegistration.objects.select_related(
        "account__company__sales_rep", "created_by", "reviewer", "deal__customer"
    )
    return rows.filter(pk=pk).first()


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """The registration that the order belongs to is won."""
    win_by(Order.objects.get(pk=event.order_id))


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """The registration is protected again."""
    order_cancelled(Order.objects.get(pk=event.order_id))


@subscribe(DealRegistrationSubmitted)
def on_submitted(event: DealRegistrationSubmitted) -> None:
    """The partner has it in writing, with the day of our answer."""
    if (found := _registration(event.registration_id)) and found.submitted_at and found.answer_due_at:
        mail.tell_partner(mail.RECEIVED, found, fact=found.answer_due_at.isoformat())
        tell(found, "submitted", at=found.submitted_at)


@subscribe(DealRegistrationApproved)
def on_approved(event: DealRegistrationApproved) -> None:
    """The partner hears of it; both timelines tell it."""
    if (found := _registration(event.registration_id)) and found.approved_at:
        mail.tell_partner(mail.APPROVED, found, fact=found.approved_at.isoformat())
        tell(found, "approved", at=found.approved_at)


@subscribe(DealRegistrationReturned)
def on_returned(event: DealRegistrationReturned) -> None:
    """The partner reads what is missing."""
    if (found := _registration(event.registration_id)) and found.answered_at:
        mail.tell_partner(mail.RETURNED, found, fact=found.answered_at.isoformat())


@subscribe(DealRegistrationRejected)
def on_rejected(event: DealRegistrationRejected) -> None:
    """The partner reads why."""
    if (found := _registration(event.registration_id)) and found.answered_at:
        mail.tell_partner(mail.REJECTED, found)
        tell(found, "rejected", at=found.answered_at)


@subscribe(DealRegistrationExtended)
def on_extended(event: DealRegistrationExtended) -> None:
    """The partner reads until when."""
    if found := _registration(event.registration_id):
        mail.tell_partner(mail.EXTENDED, found, fact=event.until)


@subscribe(DealRegistrationWon)
def on_won(event: DealRegistrationWon) -> None:
    """The partner hears of the order; both timelines tell it."""
    link = RegistrationOrder.objects.filter(order=event.order_id).first()
    if (found := _registration(event.registration_id)) and link is not None:
        if not link.bought_by_partner:
            mail.tell_partner(mail.WON, found, fact=str(event.order_id))
        tell(found, "won", at=link.linked_at)


@subscribe(DealRegistrationReopened)
def on_reopened(event: DealRegistrationReopened) -> None:
    """The timelines tell that the order was cancelled."""
    link = RegistrationOrder.objects.select_related("order").filter(order=event.order_id).first()
    if (found := _registration(event.registration_id)) and link is not None:
        tell(found, "reopened", at=link.linked_at)


@subscribe(DealRegistrationClosed)
def on_closed(event: DealRegistrationClosed) -> None:
    """The partner hears that protection is over; what they ended themselves they know."""
    if (found := _registration(event.registration_id)) and found.closed_at:
        if event.how == DealRegistration.State.EXPIRED:
            mail.tell_partner(mail.EXPIRED, found, fact=found.closed_at.isoformat())
        tell(found, event.how, at=found.closed_at)


@subscribe(DealRegistrationMessageSent)
def on_message(event: DealRegistrationMessageSent) -> None:
    """The other side is written to."""
    message = RegistrationMessage.objects.filter(pk=event.message_id).first()
    if (found := _registration(event.registration_id)) and message is not None:
        if message.from_partner:
            mail.tell_staff(mail.ASKED, found, fact=str(message.pk))
        else:
            mail.tell_partner(mail.MESSAGE, found, fact=str(message.pk))
