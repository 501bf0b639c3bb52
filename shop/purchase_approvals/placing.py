"""Turning an approved request into an order through the one door, at the prices of now."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from oscar.apps.shipping.methods import Base
from oscar.core.prices import Price

from shop.b2b.access import access_of
from shop.budgets.queries import spender_of
from shop.budgets.services import grant_excess
from shop.events.services import publish
from shop.notifications.order_mail import send_confirmation
from shop.order.exceptions import AlreadyOrdered, DiscountUnavailable, OrderRefused, QuantityNotAllowed
from shop.order.models import BUYERS_NOTE, Order
from shop.order.utils import OrderCreator
from shop.order_statuses import PENDING_PAYMENT
from shop.partner.exceptions import OutOfStock
from shop.purchase_approvals.events import PurchaseOrdered
from shop.purchase_approvals.exceptions import AlreadyDecidedError, CannotOrderError
from shop.purchase_approvals.history import note
from shop.purchase_approvals.models import PurchaseRequest, RequestHistory
from shop.purchase_approvals.reckoning import Reckoning, billing_address_of
from shop.shipping.exceptions import DeliveryUnavailableError
from shop.user.models import User

REFUSALS = (DeliveryUnavailableError, DiscountUnavailable, OrderRefused, OutOfStock, QuantityNotAllowed)


def place(request: PurchaseRequest, found: Reckoning, *, by: User) -> Order:
    """Place the order of a locked request as it was reckoned now; in the caller's transaction.

    Effects in order: budgets that ask for an approval grant what is missing, addresses, the order with its
    stock, budgets and `OrderPlaced`, how it is paid, the buyer's note, `PurchaseOrdered`; where it is paid
    online, the mail with the link. Raises CannotOrderError, whereupon the caller's transaction has to end.
    """
    if found.problems or found.user is None or found.total is None or found.method is None:
        raise CannotOrderError(" ".join(found.problems))
    access = access_of(found.user)
    if access is None:
        raise CannotOrderError
    try:
        with transaction.atomic(), translation.override(request.language or None):
            spender = spender_of(access, cost_centre_id=request.cost_centre_id)
            grant_excess(found.basket, spender, found.gross, currency=request.currency, by=by)
            order = _write(request, found, total=found.total, method=found.method)
    except AlreadyOrdered as late:
        raise AlreadyDecidedError(_("This is decided already.")) from late
    except REFUSALS as refusal:
        raise CannotOrderError(str(refusal)) from refusal
    note(request, RequestHistory.Kind.ORDERED, by=by, total=found.gross)
    publish(PurchaseOrdered(request_id=request.pk, order_id=order.pk))
    return order


def _write(request: PurchaseRequest, found: Reckoning, *, total: Price, method: Base) -> Order:
    billing = billing_address_of(request)
    address = None if request.is_pickup else found.address
    for part in (address, billing):
        if part is not None:
            part.save()
    order = OrderCreator().place_order(
        found.basket,
        total,
        method,
        shipping_charge=found.charge,
        user=found.user,
        shipping_address=address,
        billing_address=billing,
        language=request.language,
        po_number=request.po_number,
        department_id=request.department_id,
        cost_centre_id=request.cost_centre_id,
    )
    if found.payment is not None:
        source = found.payment.source_for(
            order_number=order.number, total=order.total_incl_tax, currency=order.currency
        )
        source.order = order
        source.save()
        found.payment.note_placed(order)
    if request.note:
        order.notes.create(note_type=BUYERS_NOTE, message=request.note, user=found.user)
    if found.payment is not None and found.payment.is_online and order.status == PENDING_PAYMENT:
        send_confirmation(order)  # it has the link to pay; nobody is on the payment page
    return order
