"""The discount for paying early: what it is, and booking it when the money came in time.

The discount is a write-off of its own kind: the order is worth less by it, so that the documents correct the
tax by a credit note in proportion to the rates, as for any price reduction.
"""

from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from shop.documents.exceptions import DocumentRefusedError
from shop.documents.services import credit_set_off
from shop.formats import format_money
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED
from shop.payments.ledger import mark_paid_if_settled
from shop.payments.models import Charge, WriteOff
from shop.payments.queries import Balance, balance_of
from shop.time_zones import shop_day
from shop.trade_credit.models import Receivable
from shop.trade_credit.models.accounts import ZERO
from shop.trade_credit.terms import discount_of


def discount_on(receivable: Receivable, order: Order, *, balance: Balance | None = None) -> Decimal:
    """Return what paying early takes off an order (gross): a share of what it is worth now."""
    value = (balance or balance_of(order)).value
    return discount_of(max(value, ZERO), receivable.discount_percent, order.currency)


def discount_open(
    order: Order,
    *,
    day: date,
    receivable: Receivable | None = None,
    balance: Balance | None = None,
    has_taken: bool | None = None,
) -> Decimal:
    """Return what paying all that is open on a day would save; nothing after the last day, or once taken.

    What is known already (`receivable`, `balance`, `has_taken`) is given by who asks about many orders.
    """
    found = receivable or Receivable.objects.filter(order=order).first()
    if found is None or found.discount_until is None or day > found.discount_until:
        return ZERO
    known = balance or balance_of(order)
    discount = discount_on(found, order, balance=known)
    if has_taken is None:
        has_taken = WriteOff.objects.filter(key=discount_key(order)).exists()
    return ZERO if has_taken or discount >= known.outstanding else discount


def discount_key(order: Order) -> str:
    """Name the one discount of an order."""
    return f"{order.number}-early-payment"


@transaction.atomic
def grant_discount(order: Order) -> WriteOff | None:
    """Book the discount of an order whose money, all but the discount, came in time; once.

    The day of a transfer is the bank's. Effects: the write-off, the credit note where it is invoiced, a note;
    the order is paid. None where the terms have no discount or it was not earned.
    """
    locked = lock_order(order)
    receivable = Receivable.objects.filter(order=locked).first()
    if receivable is None or receivable.discount_until is None or locked.status == CANCELLED:
        return None
    if WriteOff.objects.filter(key=discount_key(locked)).exists():
        return None
    balance = balance_of(locked)
    discount = discount_on(receivable, locked, balance=balance)
    is_earned = 0 < balance.outstanding <= discount and balance.kept > 0
    if not is_earned or _last_money_on(locked) > receivable.discount_until:
        return None
    written = WriteOff.objects.create(
        order=locked,
        key=discount_key(locked),
        amount=balance.outstanding,
        currency=locked.currency,
        kind=WriteOff.Kind.DISCOUNT,
        reason=_("Early payment discount"),
    )
    text = _("Early payment discount: %(amount)s.")
    told = text % {"amount": format_money(written.amount, written.currency)}
    locked.notes.create(note_type="System", message=told)
    with suppress(DocumentRefusedError):  # nobody has said who sells: credited with the next change
        credit_set_off(locked)
    mark_paid_if_settled(locked)
    return written


def _last_money_on(order: Order) -> date:
    """Return the day on which the last money of an order came: the bank's for transfers."""
    charges = Charge.objects.filter(order=order, amount_captured__gt=0)
    last = charges.order_by("-pk").select_related("bank_entry").first()
    if last is None:
        return shop_day()
    entry = getattr(last, "bank_entry", None)
    return entry.booked_on if entry is not None else shop_day(last.created_at)
