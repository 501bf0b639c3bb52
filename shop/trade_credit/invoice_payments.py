"""Paying several invoices at once: begun once, booked once for each order, whoever tells of it.

A card payment is asked for outside any transaction; webhook, browser and reconciliation all come to `book`,
which locks the orders by their keys, then the payment. A transfer is announced: its reference leads the bank
statement to the orders it is for.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.b2b.models import Company
from shop.formats import format_money
from shop.money import is_payable
from shop.order.models import Order
from shop.order.sequence import draw_number
from shop.order.services import lock_orders
from shop.order_statuses import CANCELLED
from shop.payments.exceptions import PaymentInProgressError
from shop.payments.gateways import ChargeData, GatewayError, PaymentData
from shop.payments.joint import Announced, JointPayment, Share, book_share
from shop.payments.models import Charge
from shop.payments.queries import balance_of
from shop.payments.services import void_online_attempt
from shop.payments.states import AttemptState, ChargeState
from shop.payments.stripe.gateway import StripeGateway
from shop.time_zones import shop_day
from shop.trade_credit.early_payment import discount_open
from shop.trade_credit.exceptions import InvoicePaymentError
from shop.trade_credit.models import InvoiceAllocation, InvoicePayment
from shop.trade_credit.models.accounts import ZERO
from shop.user.models import User

logger = logging.getLogger(__name__)
CHANNEL = "P"
MOST_ORDERS = 100
#: A card payment that nobody has finished is called off then.
LASTS = timedelta(hours=2)
Method, State = InvoicePayment.Method, InvoicePayment.State
GATEWAY = StripeGateway()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An order to be paid, by `amount` (gross); None: all that is open, less what paying early takes off."""

    order: Order
    amount: Decimal | None = None


def start(company: Company, wanted: Sequence[Wanted], *, method: str, user: User, key: str) -> InvoicePayment:
    """Begin a payment of orders that the caller may pay; the same `key` again returns what it has become.

    What a card payment under way by another key would pay, too, is called off first. Never inside a
    transaction. Raises InvoicePaymentError in words for the buyer (nothing open, more than is open, several
    currencies, a payment that is being processed), GatewayError; nothing is written then.
    """
    known = InvoicePayment.objects.filter(key=key).first()
    if known is not None:
        if known.company_id != company.pk:
            raise InvoicePaymentError(_("Please try again."))
        return known
    if not wanted or len(wanted) > MOST_ORDERS:
        text = _("Please choose between one and %(most)d invoices.")
        raise InvoicePaymentError(text % {"most": MOST_ORDERS})
    if method == Method.CARD:
        _free_for_card([one.order for one in wanted])
    try:
        return _write(company, wanted, method=method, user=user, key=key)
    except IntegrityError as error:  # the same key, or an order in a card payment, at the same moment
        again = InvoicePayment.objects.filter(key=key, company=company).first()
        if again is None:
            raise InvoicePaymentError(_("A payment of one of these invoices is in progress.")) from error
        return again


def _free_for_card(orders: Sequence[Order]) -> None:
    """Call off what is under way for these orders, so that nothing is paid twice."""
    under_way = InvoicePayment.objects.filter(
        allocations__order__in=orders, allocations__is_open=True, method=Method.CARD
    )
    for payment in under_way.distinct():
        if cancel(payment).state == State.PROCESSING:
            raise InvoicePaymentError(_("A payment of one of these invoices is in progress."))
    try:
        for order in orders:
            void_online_attempt(order)
    except PaymentInProgressError as error:
        raise InvoicePaymentError(str(error)) from error


@transaction.atomic
def _write(
    company: Company, wanted: Sequence[Wanted], *, method: str, user: User, key: str
) -> InvoicePayment:
    amounts = {one.order.pk: one.amount for one in wanted}
    orders = lock_orders(amounts)
    if len({order.currency for order in orders}) != 1:
        raise InvoicePaymentError(_("Please pay invoices of one currency at a time."))
    parts = [_part(order, amounts[order.pk]) for order in orders]
    payment = InvoicePayment.objects.create(
        number=draw_number(channel=CHANNEL, day=timezone.localdate()),
        key=key,
        company=company,
        user=user,
        method=method,
        currency=orders[0].currency,
        amount=sum((amount for amount, _discount in parts), ZERO),
    )
    InvoiceAllocation.objects.bulk_create(
        InvoiceAllocation(
            payment=payment,
            order=order,
            amount=amount,
            discount=discount,
            is_open=method == Method.CARD,  # guard: one-open-card-payment
        )
        for order, (amount, discount) in zip(orders, parts, strict=True)
    )
    return payment


def _part(order: Order, amount: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return what is to be paid of an order and what paying it early takes off."""
    balance = balance_of(order)
    due = ZERO if order.status == CANCELLED else balance.outstanding
    if not due:
        text = _("Order %(number)s is paid already.")
        raise InvoicePaymentError(text % {"number": order.number})
    discount = discount_open(order, day=shop_day(), balance=balance)
    if amount is None or amount == due - discount:
        return due - discount, discount
    if not is_payable(amount, order.currency) or not 0 < amount <= due:
        text = _("Please enter an amount up to %(due)s for order %(number)s.")
        told = {"due": format_money(due, order.currency), "number": order.number}
        raise InvoicePaymentError(text % told)
    return amount, ZERO


def authorise(payment: InvoicePayment) -> PaymentData:
    """Begin or resume a card payment at the provider, and book how it stands. Raises GatewayError."""
    if payment.reference:
        fact = GATEWAY.status(payment.reference)
    else:
        fact = GATEWAY.authorise_joint(
            JointPayment(number=payment.number, amount=payment.amount, currency=payment.currency)
        )
    book(payment, fact)
    return fact


def check(payment: InvoicePayment) -> InvoicePayment:
    """Ask how an open card payment stands and book it; returns it as it is now. Raises GatewayError."""
    if payment.is_open and payment.method == Method.CARD:
        authorise(payment)
    return payment


def cancel(payment: InvoicePayment) -> InvoicePayment:
    """See to it that no money comes by a card payment any more, or book that it has. Raises GatewayError."""
    if payment.is_open and payment.method == Method.CARD:
        reference = payment.reference or authorise(payment).reference
        book(payment, GATEWAY.void(reference))
    return payment


def book_fact(fact: PaymentData) -> bool:
    """Book what the provider says, where the payment is one of ours (`JOINT_PAYMENTS`)."""
    cards = InvoicePayment.objects.filter(method=Method.CARD)
    payment = cards.filter(reference=fact.reference).first()
    if payment is None and fact.key:
        payment = cards.filter(number=fact.key, reference=None).first()
    if payment is None:
        return False
    book(payment, fact)
    return True


@transaction.atomic
def book(payment: InvoicePayment, fact: PaymentData) -> InvoicePayment:
    """Write down how a card payment stands; what has come is each order's, once.

    Effects: the payment's state and reference, a charge in the ledger of each order with `PaymentReceived`.
    """
    lock_orders(payment.allocations.values_list("order", flat=True))
    current = InvoicePayment.objects.select_for_update().get(pk=payment.pk)
    is_news = current.state != State.PAID
    if is_news and fact.state == AttemptState.SUCCEEDED:
        _book_shares(current, fact)
        current.state, current.settled_at = State.PAID, timezone.now()
    elif is_news and current.is_open and fact.state == AttemptState.CANCELLED:
        current.state = State.CANCELLED
    elif is_news and current.is_open:
        processing = fact.state == AttemptState.PROCESSING
        current.state = State.PROCESSING if processing else State.WAITING
    current.reference = current.reference or fact.reference or None
    current.error, current.checked_at = fact.error[:255], timezone.now()
    current.save(update_fields=["state", "settled_at", "reference", "error", "checked_at"])
    if not current.is_open:
        current.allocations.filter(is_open=True).update(is_open=False)
    for name in ("state", "reference", "error", "settled_at"):
        setattr(payment, name, getattr(current, name))
    return payment


def _book_shares(payment: InvoicePayment, fact: PaymentData) -> None:
    paid: ChargeData | None = next(
        (charge for charge in fact.charges if charge.state == ChargeState.SUCCEEDED), None
    )
    reference = paid.reference if paid else fact.reference
    for part in payment.allocations.select_related("order").order_by("order_id"):
        charge = book_share(
            part.order,
            amount=part.amount,
            reference=reference,
            method=Method.CARD,
            label=paid.label if paid else "",
        )
        InvoiceAllocation.objects.filter(pk=part.pk).update(charge=charge)


def announced(numbers: Iterable[str]) -> Mapping[str, Announced]:
    """Return the transfers that were announced under these numbers (`JOINT_PAYMENTS`)."""
    found = InvoicePayment.objects.filter(number__in=list(numbers), method=Method.TRANSFER)
    return {
        payment.number: Announced(
            number=payment.number,
            currency=payment.currency,
            is_open=payment.is_open,
            shares=[Share(order=part.order, amount=part.amount) for part in payment.allocations.all()],
        )
        for payment in found.prefetch_related("allocations__order")
    }


def arrived(number: str, charges: Mapping[int, Charge]) -> None:
    """Note that an announced transfer has come, in the transaction that books it (`JOINT_PAYMENTS`)."""
    payment = InvoicePayment.objects.select_for_update().filter(number=number).first()
    if payment is None:
        return
    for part in payment.allocations.all():
        InvoiceAllocation.objects.filter(pk=part.pk).update(charge=charges.get(part.order_id))
    InvoicePayment.objects.filter(pk=payment.pk).update(state=State.PAID, settled_at=timezone.now())


def look_after_payments(limit: int = 100) -> int:
    """Ask after card payments without an end; what nobody has finished in two hours is called off.

    Run every minute: it finds what a webhook that never came left behind. Returns how many were looked at.
    """
    now = timezone.now()
    waiting = InvoicePayment.objects.filter(
        method=Method.CARD,
        state__in=[State.WAITING, State.PROCESSING],
        created_at__lte=now - timedelta(minutes=1),
    )
    looked = 0
    for payment in waiting.order_by("checked_at", "pk")[:limit]:
        try:
            check(payment)
            if payment.state == State.WAITING and payment.created_at < now - LASTS:
                cancel(payment)
        except GatewayError:
            logger.warning("Invoice payment %s cannot be checked now.", payment.number, exc_info=True)
        else:
            looked += 1
    return looked
