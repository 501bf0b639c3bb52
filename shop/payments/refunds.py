"""Sending money back, to where it came from, once per key."""

import logging
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Round
from django.utils.translation import gettext as _

from shop.money import is_payable, round_money
from shop.order.exceptions import MoveForbiddenError
from shop.order.models import Line, Order
from shop.order.services import cancel_quantities, lock_order
from shop.order_statuses import REFUND
from shop.payments.exceptions import RefundRefusedError
from shop.payments.gateways import Gateway, GatewayError, GatewayRefusedError, RefundData
from shop.payments.ledger import book_refund
from shop.payments.manual import ManualGateway
from shop.payments.methods import STORE_CREDIT, payment_methods
from shop.payments.models import Charge, Refund, RefundLine
from shop.payments.queries import (
    balance_of,
    cancelled_quantities,
    refundable_charges,
    refunded_quantities,
    refunded_shipping,
)
from shop.payments.refund_effects import own_worth, take_value
from shop.payments.states import RefundDestination, RefundState
from shop.user.models import User

logger = logging.getLogger(__name__)


def line_share(total: Decimal, *, pieces: int, before: int, of: int, currency: str) -> Decimal:
    """Return what `pieces` of a line of `of` pieces are worth, `before` having been sent back.

    The shares of all pieces add up to the line's total to the penny, in whatever portions.
    """

    def up_to(count: int) -> Decimal:
        return round_money(total * count / of, currency)

    return up_to(before + pieces) - up_to(before)


def line_worth(line: Line, *, pieces: int, before: tuple[int, Decimal], currency: str) -> Decimal:
    """Return what goes back for pieces of a line, of which `before` (pieces, money) have been given up.

    Goods with a value of their own (gift cards) are worth what is left of it, if that is less.
    """
    paid = piece_value(
        line.line_price_incl_tax, pieces=pieces, of=line.quantity, before=before, currency=currency
    )
    own = own_worth(line, pieces)
    return paid if own is None else min(paid, own)


def piece_value(
    total: Decimal, *, pieces: int, of: int, before: tuple[int, Decimal], currency: str
) -> Decimal:
    """Return what was paid for pieces of a line of `of` pieces; `before` (pieces, money) were given up.

    The last piece is worth what is left of the line, so that never more goes back than was paid for it.
    """
    gone, money = before
    left = max(total - money, Decimal(0))
    if gone + pieces >= of:
        return left
    return min(line_share(total, pieces=pieces, before=gone, of=of, currency=currency), left)


def request_refund(
    order: Order,
    *,
    key: str,
    pieces: Mapping[int, int] | None = None,
    shipping: Decimal = Decimal(0),
    extra: Decimal = Decimal(0),
    destination: RefundDestination = RefundDestination.ORIGINAL,
    reason: str = "",
    by: User | None = None,
) -> list[Refund]:
    """Send money back: for pieces of lines (line pk -> number), delivery, and an amount on top.

    Gross, in the order's currency. `key` names this request for good: the same again (a double
    click, a repeat after a crash) sends nothing twice and returns the refunds it has become.
    What was paid last goes back first, gift cards and store credit after everything else; where one charge
    does not suffice, there is one refund per charge. With `destination` STORE_CREDIT each becomes the buyer's
    store credit instead. What had come beyond the order's total goes first of what `extra` sends back.
    Pieces that have not gone out are called off with their money: they are free again and do not leave
    with the parcel. Raises RefundRefusedError when more would go back than has come, or more pieces than
    were bought, or what the currency cannot pay, MoveForbiddenError when the person `by` may not. A
    provider that cannot be asked leaves the refund requested; it is sent later.
    """
    if by is not None and not by.has_perm(REFUND):
        raise MoveForbiddenError(_("You do not have permission to issue refunds."))
    shipping, extra = Decimal(shipping), Decimal(extra)
    if not (is_payable(shipping, order.currency) and is_payable(extra, order.currency)):
        raise RefundRefusedError(_("This amount is not possible in this currency."))
    check_destination(order, destination)
    with transaction.atomic():
        locked = lock_order(order)  # guard: refund-lock
        refunds = refunds_written(locked, key)
        if not refunds:  # guard: refund-key
            lines = _lines(locked, pieces or {})
            _check_parts(locked, shipping=shipping, extra=extra)
            amount = sum((money for _line, _count, money in lines), shipping + extra)
            excess = min(extra, balance_of(locked).overpaid)
            refunds = write_refunds(
                locked,
                key=key,
                amount=amount,
                shipping=shipping,
                excess=excess,
                destination=destination,
                reason=reason,
                by=by,
            )
            for line, count, money in lines:
                RefundLine.objects.create(refund=refunds[0], line=line, quantity=count, amount=money)
                take_value(line, count, money)  # guard: refund-takes-value
            cancel_quantities(locked, cancelled_quantities(locked))
    send_refunds(refunds)
    return refunds


def refund_everything(order: Order, *, by: User | None = None, reason: str = "") -> list[Refund]:
    """Write down the refund of all that is kept of a locked order; `send_refunds` sends it."""
    left = sum((amount for _charge, amount in refundable_charges(order)), Decimal(0))
    if not left:
        return []
    number = order.refunds.count() + 1
    excess = min(left, balance_of(order).overpaid)
    key = f"{order.number}-refund-{number}"
    return write_refunds(order, key=key, amount=left, excess=excess, reason=reason, by=by)


def send_refunds(refunds: Sequence[Refund]) -> None:
    """Ask the providers for refunds that are written down; a repeat asks with the same key."""
    for refund in refunds:
        if refund.state == RefundState.REQUESTED:
            try:
                send_refund(refund)
            except GatewayError:
                logger.warning("Refund %s is not sent yet; the reconciliation tries again.", refund.key)


def send_refund(refund: Refund) -> None:
    """Ask for one refund and book the answer, a refusal as failed. Raises GatewayUnreachableError."""
    try:
        fact = gateway_of(refund).refund(refund)
    except GatewayRefusedError as refusal:
        fact = RefundData(
            state=RefundState.FAILED, amount=refund.amount, currency=refund.currency, error=str(refusal)
        )
    booked = book_refund(fact, refund=refund)
    if booked is not None:
        refund.state, refund.reference = booked.state, booked.reference


def gateway_of(refund: Refund) -> Gateway:
    """Return who sends a refund: staff, where the method its money came by is not offered any more."""
    to_credit = refund.destination == RefundDestination.STORE_CREDIT
    method = payment_methods().get(STORE_CREDIT if to_credit else refund.charge.method)
    return method.gateway if method else ManualGateway()


def confirm_manual_refund(refund: Refund, *, reference: str) -> Refund:
    """Note that staff have transferred a refund which no provider sends; `reference` names the transfer."""
    fact = RefundData(
        state=RefundState.SUCCEEDED,
        amount=refund.amount,
        currency=refund.currency,
        reference=f"{refund.key}:{reference}"[:120],
    )
    return book_refund(fact, refund=refund) or refund


def refunds_written(order: Order, key: str) -> list[Refund]:
    """Return what a request has become; empty: it was not made."""
    return list(Refund.objects.filter(order=order, key__startswith=f"{key}/").order_by("pk"))


def _lines(order: Order, pieces: Mapping[int, int]) -> list[tuple[Line, int, Decimal]]:
    """Price the pieces. Raises RefundRefusedError for a line of another order or too many pieces."""
    lines = order.lines.in_bulk()
    before = refunded_quantities(order)
    priced = []
    for pk, count in pieces.items():
        line = lines.get(pk)
        gone = before.get(pk, (0, Decimal(0)))[0]
        if line is None or count < 0 or gone + count > line.quantity:
            raise RefundRefusedError(_("That many items cannot be refunded."))
        if count:
            given_up = before.get(pk, (0, Decimal(0)))
            money = line_worth(line, pieces=count, before=given_up, currency=order.currency)
            if not money and own_worth(line, count) is not None:
                raise RefundRefusedError(_("Its value is used up, so nothing can be refunded."))
            priced.append((line, count, money))
    return priced


def check_destination(order: Order, destination: RefundDestination) -> None:
    """Raises RefundRefusedError where the buyer has no account and no address to keep credit under."""
    is_known = order.user_id is not None or bool(order.guest_email)
    if destination == RefundDestination.STORE_CREDIT and not is_known:
        raise RefundRefusedError(_("The order has no e-mail address for which store credit could be kept."))


def _check_parts(order: Order, *, shipping: Decimal, extra: Decimal) -> None:
    if extra < 0:
        raise RefundRefusedError(_("Please enter the amount to refund."))
    if shipping < 0 or refunded_shipping(order) + shipping > order.shipping_incl_tax:
        raise RefundRefusedError(_("This is more than the delivery cost."))


def write_refunds(
    order: Order,
    *,
    key: str,
    amount: Decimal,
    shipping: Decimal = Decimal(0),
    excess: Decimal = Decimal(0),
    destination: RefundDestination = RefundDestination.ORIGINAL,
    reason: str = "",
    by: User | None = None,
) -> list[Refund]:
    """Write down one refund per charge that is needed, for a locked order. Raises RefundRefusedError."""
    charges = refundable_charges(order)
    if amount <= 0:
        raise RefundRefusedError(_("Please enter the amount to refund."))
    if amount > sum(left for _charge, left in charges):  # guard: refund-limit
        raise RefundRefusedError(_("This is more than was received for this order."))
    refunds = []
    for number, (charge, left) in enumerate(charges, start=1):
        part = min(left, amount)
        if not part:
            break
        claim_for_refund(charge, part)
        refunds.append(
            Refund.objects.create(
                order=order,
                charge=charge,
                key=f"{key}/{number}",
                amount=part,
                currency=order.currency,
                shipping=min(shipping, part),
                excess=min(excess, part),
                destination=destination,
                reason=reason[:255],
                by=by,
            )
        )
        amount -= part
        shipping -= min(shipping, part)
        excess -= min(excess, part)
    return refunds


def claim_for_refund(charge: Charge, amount: Decimal) -> None:
    """Take a part of a charge for a refund, if it is there still. Raises RefundRefusedError."""
    # Rounded: SQLite adds amounts as binary fractions.
    after = Round(F("amount_refunded") + amount, precision=2)
    enough = Charge.objects.filter(
        pk=charge.pk,
        amount_captured__gte=after,  # guard: refund-take
    )
    if not enough.update(amount_refunded=after):
        raise RefundRefusedError(_("This is more than was received for this order."))
