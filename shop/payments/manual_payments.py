"""Money that people have seen: a transfer, cash, a cheque; and money that nobody waits for any more."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.formats import format_money
from shop.money import is_payable
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED, NOTE_PAYMENT
from shop.payments.events import PaymentReceived
from shop.payments.exceptions import AmountRefusedError
from shop.payments.ledger import mark_paid_if_settled, refresh_source
from shop.payments.methods import payment_methods
from shop.payments.models import Charge, WriteOff
from shop.payments.queries import balance_of, open_attempt_of
from shop.payments.services import void_attempt
from shop.payments.states import ChargeKind, ChargeState
from shop.user.models import User

BANK = "bank-transfer"
#: What the column holds.
MOST = Decimal("9999999999.99")


@transaction.atomic
def book_transfer(
    order: Order, *, amount: Decimal, reference: str, label: str = "", by: Any = None
) -> Charge:
    """Write down money that came by transfer, once per reference; the order is paid when it suffices.

    Gross, in the order's currency; more or less than the total is written down as it is. Money for
    a cancelled order is written down, too, and can be sent back.
    """
    locked = lock_order(order)  # guard: transfer-lock
    charge = _book(locked, amount=amount, reference=reference, kind=ChargeKind.TRANSFER, label=label, by=by)
    order.status, order.paid_at = locked.status, locked.paid_at
    return charge


def mark_as_paid(
    order: Order,
    *,
    by: User | None = None,
    amount: Decimal | None = None,
    note: str = "",
    key: str = "",
    allow_more: bool = False,
) -> Order:
    """Note money that has come in whatever way: `amount`, gross, in the order's currency, or all that is due.

    It becomes a charge of kind "manual" with who, when and why; the order is paid when nothing is due
    any more. `key` names the request for good: a double click notes it once. An open card payment is
    voided first, so that nobody pays twice. A paid order is returned as it is unless an amount is given.
    Raises AmountRefusedError for more than is due unless `allow_more`, ChangeRefusedError for a cancelled
    order, MoveForbiddenError when the person `by` may not, PaymentUnderWayError, GatewayError.
    """
    _require_right(by)
    if order.status == CANCELLED:
        raise ChangeRefusedError(_("The order is cancelled."))
    _void_open(order)
    with transaction.atomic():
        locked = lock_order(order)  # guard: note-lock
        _note(locked, by=by, amount=amount, note=note, key=key, allow_more=allow_more)
    order.status, order.paid_at = locked.status, locked.paid_at
    return order


def _note(
    order: Order,
    *,
    by: User | AnonymousUser | None,
    amount: Decimal | None,
    note: str,
    key: str,
    allow_more: bool,
) -> None:
    if order.status == CANCELLED:
        raise ChangeRefusedError(_("The order is cancelled."))
    reference = f"{order.number}-by-hand-{key or Charge.objects.filter(order=order).count() + 1}"[:120]
    if Charge.objects.filter(reference=reference).exists():  # guard: note-once
        return
    due = balance_of(order).outstanding
    if amount is None and not due:
        mark_paid_if_settled(order, by=by)
        return
    wanted = due if amount is None else amount
    _check_amount(wanted, order.currency, due=due, allow_more=allow_more)
    label = _("recorded manually")
    _book(order, amount=wanted, reference=reference, kind=ChargeKind.MANUAL, label=label, by=by, note=note)


def write_off(order: Order, *, key: str, reason: str, by: User | None = None) -> Order:
    """Wait no more for what is still due of an order, once per `key`; it counts as paid then.

    An open card payment is voided first. Raises AmountRefusedError when nothing is due or no reason is
    given, ChangeRefusedError for a cancelled order, MoveForbiddenError when the person `by` may not,
    PaymentUnderWayError, GatewayError.
    """
    _require_right(by)
    if not reason.strip():
        raise AmountRefusedError(_("Please say why it is written off."))
    if order.status == CANCELLED:
        raise ChangeRefusedError(_("The order is cancelled."))
    _void_open(order)
    with transaction.atomic():
        locked = lock_order(order)  # guard: write-off-lock
        _write_off(locked, key=f"{order.number}-{key}"[:120], reason=reason.strip(), by=by)
    order.status, order.paid_at = locked.status, locked.paid_at
    return order


def _write_off(order: Order, *, key: str, reason: str, by: User | None) -> None:
    if WriteOff.objects.filter(key=key).exists():
        return
    if order.status == CANCELLED:
        raise ChangeRefusedError(_("The order is cancelled."))
    due = balance_of(order).outstanding
    if not due:
        raise AmountRefusedError(_("Nothing is due any more."))
    WriteOff.objects.create(
        order=order, key=key, amount=due, currency=order.currency, reason=reason[:255], by=by
    )
    text = _("%(amount)s written off: %(why)s")
    told = {"amount": format_money(due, order.currency), "why": reason}
    order.notes.create(user=by, note_type="System", message=text % told)
    mark_paid_if_settled(order, by=by)


def _void_open(order: Order) -> None:
    """Make sure that the buyer does not pay by card what is just being noted."""
    attempt = open_attempt_of(order)
    method = payment_methods().get(attempt.method) if attempt is not None else None
    if attempt is not None and method is not None and method.is_online:
        void_attempt(attempt)


def _require_right(by: User | None) -> None:
    if by is not None and not by.has_perm(NOTE_PAYMENT):
        raise MoveForbiddenError(_("You do not have permission to record payments."))


def _check_amount(amount: Decimal, currency: str, *, due: Decimal, allow_more: bool) -> None:
    if not is_payable(amount, currency) or not 0 < amount <= MOST:
        raise AmountRefusedError(_("Please enter the amount received."))
    if amount > due and not allow_more:  # guard: note-limit
        raise AmountRefusedError(
            _("This is more than is due: tick “Record as overpayment” if it is correct.")
        )


def _book(
    order: Order, *, amount: Decimal, reference: str, kind: str, label: str, by: Any, note: str = ""
) -> Charge:
    """Write a charge down, once per reference, and let a locked order follow."""
    charge, is_new = Charge.objects.get_or_create(
        reference=reference,
        defaults={
            "order": order,
            "method": BANK,
            "amount": amount,
            "amount_captured": amount,
            "currency": order.currency,
            "state": ChargeState.SUCCEEDED,
            "kind": kind,
            "label": label[:80],
            "by": by,
            "note": note[:255],
        },
    )
    if is_new:
        publish(PaymentReceived(order_id=order.pk, charge_id=charge.pk))
    refresh_source(order)
    mark_paid_if_settled(order, by=by)
    return charge
