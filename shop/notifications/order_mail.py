"""Mail about an order, in the language its buyer reads; each is written once (`shop.mail`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.documents.mail import are_attached, attach_documents, invoices_to_send
from shop.documents.models import Document
from shop.fulfilment.models import Parcel, Shipment
from shop.fulfilment.queries import with_contents
from shop.json_types import JsonObject
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.models import Mail
from shop.mail.services import send
from shop.order.links import order_link
from shop.order.models import WITH_CLASS, Line, Order
from shop.order.services import lock_order
from shop.order_statuses import AUTHORISED, CANCELLED, COMPLETE, DISPATCHED, PENDING_PAYMENT
from shop.payments.methods import method_to_pay_by, payment_method_of, payment_methods
from shop.payments.models import Charge
from shop.payments.queries import balance_of, open_attempt_of
from shop.payments.states import AttemptState, ChargeKind
from shop.shipping.deliveries import delivery_for
from shop.user.language import reader_language

#: A buyer who pays online gets the confirmation once that is settled; who leaves it open, after this time.
WAIT_FOR_PAYMENT = timedelta(minutes=10)
#: Older orders without a confirmation are not looked for any more.
FORGET_AFTER = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """So many pieces of what a parcel's mail lists."""

    title: str
    number: int


LISTING = frozenset(["confirmation", "change", "dispatch", "cancellation", "pickup-ready"])


@transaction.atomic
def send_confirmation(order: Order) -> bool:
    """Confirm an order: what was bought, what it costs, how to pay; return whether this call wrote it.

    The order is locked and read anew, so that what it says of the money is true when it is written.
    """
    locked = lock_order(order)
    order.status, order.paid_at = locked.status, locked.paid_at
    documents = invoices_to_send(order, is_dispatched=False) if order.paid_at else []
    return _write("confirmation", order, documents=documents)


def is_paying(order: Order) -> bool:
    """Tell whether the buyer is on the payment page, as far as we know: the mail would come too early."""
    method = payment_method_of(order)
    return order.status == PENDING_PAYMENT and method is not None and method.is_online


def send_due_confirmations(*, now: datetime) -> int:
    """Confirm the orders whose buyers left the online payment open, or chose another way; return how many."""
    recent = Order.objects.filter(date_placed__gt=now - FORGET_AFTER, status=PENDING_PAYMENT)
    waiting = {_key("confirmation", order.pk): order for order in recent}
    written = set(Mail.objects.filter(key__in=waiting).values_list("key", flat=True))
    due = [
        order
        for key, order in waiting.items()
        if key not in written and (order.date_placed <= now - WAIT_FOR_PAYMENT or not is_paying(order))
    ]
    return sum(send_confirmation(order) for order in due)


@transaction.atomic
def send_payment_received(order: Order) -> bool:
    """Tell a buyer that their order is paid, once for an order; return whether this call wrote it.

    Nothing is written where nothing has come (it was free, or written off), for a cancelled order, nor where
    the confirmation was written after the payment: it says so itself.
    """
    order.paid_at = lock_order(order).paid_at
    confirmation = Mail.objects.filter(key=_key("confirmation", order.pk))
    received = balance_of(order).received
    if order.paid_at is None or not received or confirmation.filter(created_at__gte=order.paid_at).exists():
        return False
    documents = invoices_to_send(order, is_dispatched=False)
    return _write("payment", order, amount=received, documents=documents)


def send_part_received(charge: Charge) -> bool:
    """Tell a buyer that a part of the money has come and what is still due, once for each charge.

    Nothing is written once the order is paid or cancelled. Returns whether this call wrote it.
    """
    order = charge.order
    # Store credit and gift cards paid as the order was placed: the confirmation says so.
    if charge.kind == ChargeKind.STORED_VALUE or _is_rest_held(order):
        return False
    if order.paid_at is not None or order.status == CANCELLED or not balance_of(order).outstanding:
        return False
    return _write("payment", order, about=str(charge.pk), amount=charge.amount_captured)


def _is_rest_held(order: Order) -> bool:
    """Tell whether a card holds what is missing: nothing is asked of the buyer then."""
    attempt = open_attempt_of(order)
    is_held = attempt is not None and attempt.state == AttemptState.AUTHORISED
    return attempt is not None and is_held and payment_methods()[attempt.method].is_online


def send_cancellation(order: Order) -> bool:
    """Tell a buyer that their order was cancelled; return whether this call wrote it."""
    return _write("cancellation", order)


def send_change(order: Order, *, about: str) -> bool:
    """Tell a buyer what their order is after a change, and what is due; once for each `about`.

    Returns whether this call wrote it.
    """
    return _write("change", order, about=about)


def send_dispatch(order: Order) -> bool:
    """Tell a buyer that their order is on its way; return whether this call wrote it.

    For an order that has gone out without shipments alone; each shipment tells of itself (`send_shipment`).
    Who picks it up is told by mails of their own.
    """
    if _is_picked_up(order):
        return False
    return _write("dispatch", order, documents=invoices_to_send(order, is_dispatched=True))


def _is_picked_up(order: Order) -> bool:
    delivery = delivery_for(order)
    return delivery is not None and delivery.is_pickup


def send_pickup_ready(order: Order) -> bool:
    """Tell a buyer that their order waits at the pick-up point, with the code; return if this wrote it."""
    delivery = delivery_for(order)
    if delivery is None or not delivery.is_pickup or delivery.is_released or delivery.picked_up_at:
        return False
    return _write("pickup-ready", order)


def send_picked_up(order: Order) -> bool:
    """Confirm to a buyer that the order was handed over; return whether this call wrote it."""
    return _write("picked-up", order)


def send_shipment(shipment: Shipment) -> bool:
    """Tell a buyer what has gone out, how to follow it and what is to come; once for each shipment.

    The last one of an order brings its invoice. Returns whether this call wrote it. Where the buyer picks it
    up, what leaves goes to the pick-up point.
    """
    if _is_picked_up(shipment.order):
        return False
    order = shipment.order
    documents = invoices_to_send(order, is_dispatched=True) if order.status in (DISPATCHED, COMPLETE) else []
    return _write("dispatch", order, about=str(shipment.pk), documents=documents, **_shipment(shipment))


def send_payment_problem(order: Order, *, about: str, link: str = "") -> bool:
    """Tell a buyer that the money could not be taken, once for each `about`, such as the attempt.

    `link` leads to where they can pay (default: the order's page). Returns whether this call wrote it.
    """
    extra: JsonObject = {"link": link} if link else {}
    return _write("payment-problem", order, about=about, **extra)


def send_refund(
    order: Order, *, amount: Decimal, about: str, goes_to: str = "", documents: Sequence[Document] = ()
) -> bool:
    """Tell a buyer that `amount` (gross, order's currency) went back, once for each `about`.

    `goes_to` is the code of the stored value that got it (store credit, a gift card); empty: the way it was
    paid. Returns whether this call wrote it.
    """
    return _write("refund", order, about=about, amount=amount, goes_to=goes_to, documents=documents)


def mail_language(order: Order) -> str:
    """Return the language its buyer chose, else that in which they ordered."""
    return reader_language(order.user, otherwise=order.language)


@transaction.atomic
def _write(
    name: str, order: Order, *, about: str = "", documents: Sequence[Document] = (), **extra: object
) -> bool:
    """Write one mail, with its documents; an order without an e-mail address gets none."""
    key = _key(name, order.pk, about)
    if not order.email or Mail.objects.filter(key=key).exists():
        return False
    language = mail_language(order)
    with translation.override(language):
        context = {**_context(order, name), "documents": documents, "are_attached": are_attached(), **extra}
    mail = send(f"order-{name}", to=order.email, language=language, context=context, key=key, user=order.user)
    if mail is not None and are_attached():
        attach_documents(mail, documents)
    return mail is not None


def _key(name: str, order_id: int, about: str = "") -> str:
    return ":".join(filter(None, ["order", str(order_id), name, about]))


def _context(order: Order, name: str) -> dict[str, object]:
    method = method_to_pay_by(order)
    instructions = method.instructions_for(order) if method else {}
    pays_at = instructions.get("pay_link") if name == "payment-problem" else None
    balance = balance_of(order)
    paid_by = payment_method_of(order)
    is_held = order.status == AUTHORISED and paid_by is not None and paid_by.is_online
    return {
        "order": order,
        "lines": list(order.lines.prefetch_related("attributes__option")),
        # Of an order of which a part has gone back, the parcel's mail lists what is in the parcel.
        "contents": [
            Piece(title=line.description, number=line.num_to_send)
            for line in order.lines.prefetch_related("attributes__option")
            if line.num_to_send
        ]
        if name == "dispatch" and any(line.num_cancelled for line in order.lines.all())
        else [],
        "outstanding": balance.outstanding,
        "received": balance.received,
        "is_held": is_held,
        "link": pays_at or order_link(order),
        "show_lines": name in LISTING,
        "show_address": name in {"confirmation", "pickup-ready"},
        "payment_method": paid_by,
        "instructions": method.instructions if method else "",
        **instructions,
    }


def _shipment(shipment: Shipment) -> dict[str, object]:
    """Say what a mail tells of a shipment; `to_come` are the pieces that follow in another."""
    rows = shipment.lines.select_related("line").prefetch_related("line__attributes__option")
    lines = _travelling(shipment.order)
    return {
        "contents": [Piece(title=row.line.description, number=row.quantity) for row in rows],
        "is_part": _has_others(shipment),
        "destination": shipment.address if shipment.destination_id else None,
        "to_come": sum(line.num_left for line in lines if line.needs_shipping),
        "parcels": _parcels(shipment),
    }


def _parcels(shipment: Shipment) -> list[tuple[Parcel, list[Piece]]]:
    """Pair each parcel with what is in it; of a single one the mail has said that already."""
    boxes = list(with_contents().filter(shipment=shipment).order_by("pk"))
    named = [
        (box, [Piece(title=held.row.line.description, number=held.quantity) for held in box.lines.all()])
        for box in boxes
    ]
    if len(boxes) == 1:
        named = [(box, []) for box in boxes]
    return [(box, pieces) for box, pieces in named if pieces or box.carrier_name or box.tracking_number]


def _has_others(shipment: Shipment) -> bool:
    """Tell whether other pieces of the order have gone out before, or are to."""
    sent = sum(row.quantity for row in shipment.lines.all())
    return sent < sum(line.num_to_send for line in _travelling(shipment.order))


def _travelling(order: Order) -> list[Line]:
    """List the lines that come by parcel; a gift card is no piece that follows."""
    return [line for line in order.lines.select_related(*WITH_CLASS) if line.needs_shipping]


def _sample(name: str) -> Callable[[], dict[str, object] | None]:
    def sample() -> dict[str, object] | None:
        order = Order.objects.select_related("user", "shipping_address__country").order_by("-pk").first()
        return {**_context(order, name), "amount": order.total_incl_tax} if order else None

    return sample


for _name, _title in (
    ("confirmation", _("Order confirmation")),
    ("payment", _("Payment received")),
    ("payment-problem", _("Payment problem")),
    ("change", _("Order changed")),
    ("dispatch", _("Order shipped")),
    ("pickup-ready", _("Order ready for pickup")),
    ("picked-up", _("Order picked up")),
    ("cancellation", _("Order cancelled")),
    ("refund", _("Refund")),
):
    KINDS.register(
        EmailType(
            code=f"order-{_name}",
            name=_title,
            template=f"order/mail/{_name}",
            sample=_sample(_name),
            purpose=TRANSACTIONAL,
        )
    )
