"""What becomes of a transfer: booked for an order, divided among several, linked, set aside."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.order.models import Order
from shop.order.services import lock_order
from shop.payments.amounts import unfit
from shop.payments.exceptions import AlreadyPaidError, StatementError
from shop.payments.joint import JOINT_PAYMENTS, Announced
from shop.payments.manual_payments import book_transfer
from shop.payments.models import BankEntry, Charge
from shop.payments.queries import balance_of
from shop.payments.statements.matching import manual_charges


@transaction.atomic
def assign_entry(
    entry: BankEntry,
    order: Order,
    *,
    by: AbstractBaseUser | AnonymousUser,
    amount: Decimal | None = None,
    left: Decimal | None = None,
    is_extra: bool = False,
) -> BankEntry:
    """Book a transfer for an order, once; `amount` of it for a part, so that the rest waits for other orders.

    `left` is what was to be assigned when the person `by` looked: another sum means that somebody else was
    faster. Returns the entry that carries the charge, the part where it is one. Raises StatementError for
    another currency, more than is left or a booked entry; AlreadyPaidError for an order to which nothing is
    due, unless it `is_extra`: money that came too much. Nothing is written then.
    """
    _same_currency(entry, order)
    locked = lock_order(order)
    taken = _take(entry, amount, left)
    if not is_extra and not balance_of(locked).outstanding:  # guard: assign-unpaid-only
        raise AlreadyPaidError(
            _(
                "This order is paid already. Is this the payment that was recorded manually, or an "
                "overpayment?"
            )
        )
    charge = book_transfer(
        order, amount=taken.amount, reference=f"bank-{taken.reference}", label=taken.payer, by=by
    )
    return _carry(taken, charge)


@transaction.atomic
def assign_announced(
    entry: BankEntry, announced: Announced, *, by: AbstractBaseUser | AnonymousUser
) -> list[BankEntry]:
    """Divide a transfer that was announced for several orders among them, as it was announced.

    An order that was paid meanwhile is paid too much by it, which its page shows. Whoever keeps the
    announcement is told in this transaction. Raises StatementError as `assign_entry`.
    """
    charges = {}
    parts = []
    for share in sorted(announced.shares, key=lambda share: share.order.pk):
        part = assign_entry(entry, share.order, by=by, amount=share.amount, is_extra=True)
        parts.append(part)
        if part.charge is not None:
            charges[share.order.pk] = part.charge
    for keeper in JOINT_PAYMENTS:
        keeper.arrived(announced.number, charges)
    return parts


@transaction.atomic
def link_entry(
    entry: BankEntry, order: Order, *, by: Any, amount: Decimal | None = None, left: Decimal | None = None
) -> BankEntry:
    """Say that a transfer is the money which was noted by hand: they become one, and nothing is booked.

    Raises StatementError, and writes nothing, where nothing of this amount was noted, and as `assign_entry`.
    """
    _same_currency(entry, order)
    locked = lock_order(order)
    taken = _take(entry, amount, left)
    charge = manual_charges(locked).filter(amount_captured=taken.amount).order_by("pk").first()
    if charge is None:
        message = _("No payment of %(amount)s was recorded manually for this order.")
        raise StatementError(message % {"amount": format_money(taken.amount, taken.currency)})
    text = _("The transfer of %(day)s is the payment that was recorded manually.")
    message = text % {"day": date_format(taken.booked_on, "DATE_FORMAT")}
    locked.notes.create(user=by, message=message, note_type="System")
    return _carry(taken, charge)


def ignore_entry(entry: BankEntry) -> bool:
    """Take a transfer that is for no order off the list; False when it was dealt with meanwhile."""
    waiting = BankEntry.objects.filter(pk=entry.pk, state=BankEntry.State.OPEN)
    return bool(waiting.update(state=BankEntry.State.SET_ASIDE))


def _same_currency(entry: BankEntry, order: Order) -> None:
    if entry.currency != order.currency:  # guard: assign-currency
        raise StatementError(_("The order is in another currency."))


def _take(entry: BankEntry, amount: Decimal | None, left: Decimal | None) -> BankEntry:
    """Take a sum off what waits, and return the entry that stands for it. Raises StatementError."""
    current = BankEntry.objects.get(pk=entry.pk)
    wanted = current.left if amount is None else amount
    if current.state == BankEntry.State.BOOKED:
        raise StatementError(_("This transfer is booked already."))
    if left is not None and left != current.left:  # guard: assign-left
        raise StatementError(_("Somebody else has processed this transfer meanwhile. Please check it again."))
    why = unfit(wanted, BankEntry._meta.get_field("amount"), currency=current.currency)
    if why:
        raise StatementError(why)
    if not 0 < wanted <= current.left:
        raise StatementError(_("Only %(left)s of this transfer are left to match.") % {"left": current.left})
    is_whole = wanted == current.amount
    assigned = current.assigned + wanted
    state = BankEntry.State.DIVIDED if assigned == current.amount else current.state
    waits = [BankEntry.State.OPEN, BankEntry.State.SET_ASIDE]
    claim = {"state__in": waits, "assigned": current.assigned}  # guard: entry-claim
    claimed = BankEntry.objects.filter(pk=entry.pk, **claim).update(assigned=assigned, state=state)
    if not claimed:
        raise StatementError(_("Somebody else has processed this transfer meanwhile. Please check it again."))
    current.refresh_from_db()
    return current if is_whole else _part_of(current, wanted)


def _part_of(entry: BankEntry, amount: Decimal) -> BankEntry:
    """Make the entry of a part; the sum that is assigned with it names it."""
    return BankEntry.objects.create(
        statement_id=entry.statement_id,
        parent=entry,
        reference=f"{entry.reference}+{entry.assigned}",
        amount=amount,
        assigned=amount,
        currency=entry.currency,
        booked_on=entry.booked_on,
        payer=entry.payer,
        text=entry.text,
        state=BankEntry.State.SET_ASIDE,  # until its charge is there, in the same transaction
    )


def _carry(entry: BankEntry, charge: Charge) -> BankEntry:
    entry.charge, entry.state = charge, BankEntry.State.BOOKED
    entry.save(update_fields=["charge", "state"])
    return entry
