"""Statements, people and buyers after the same money at once, in real threads; each race returns what came of it."""

from decimal import Decimal
from functools import partial

from django.utils import timezone

from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.exceptions import StatementError
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import BankEntry, BankStatement, Charge
from shop.payments.queries import balance_of
from shop.payments.statements.assignment import assign_entry, link_entry
from shop.payments.statements.services import import_statement
from tests.shop.checkout.race import at_once
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import order_by
from tests.shop.payments.statements.files import camt, entry


def against_hand(rounds):
    """Import a statement while somebody notes the same money by hand; return the sums that were booked."""
    staff = StaffFactory()
    booked = []
    for number in range(rounds):
        order = order_by(BankTransfer())
        data = camt(entry("24.00", order.number))
        at_once(
            [
                partial(import_statement, data, name=str(number), currency="EUR", by=None),
                partial(mark_as_paid, Order.objects.get(pk=order.pk), by=staff),
            ]
        )
        waits = BankEntry.objects.filter(state="open", text=order.number).count()
        charges = Charge.objects.filter(order=order).count()
        booked.append(
            [f"{balance_of(order).kept:.2f}", charges, waits + order.charges.exclude(bank_entry=None).count()]
        )
    return booked


def overlapping(files):
    """Import so many files at once that hold the same transfers, in turn from the first and from the last."""
    orders = [order_by(BankTransfer()) for _order in range(6)]
    rows = [entry("24.00", order.number) for order in orders]
    days = [
        camt(*rows[:: 1 if number % 2 else -1], entry("1.00", f"only in {number}")) for number in range(files)
    ]
    answers = at_once([partial(import_statement, data, name="x", currency="EUR", by=None) for data in days])
    refused = [answer for answer in answers if not isinstance(answer, BankStatement)]
    return [
        sorted({f"{balance_of(order).kept:.2f}" for order in orders}),
        BankEntry.objects.count() - files,
        refused,
    ]


def assigned(staff):
    """Let so many people assign one transfer, each to another order."""
    orders = [order_by(BankTransfer()) for _order in range(staff)]
    row = _waiting("24.00")
    answers = at_once([partial(_refused, partial(assign_entry, row, order, by=None)) for order in orders])
    return [sorted(answers), Charge.objects.count()]


def divided(staff):
    """Let so many people take 10.00 off one transfer of 24.00."""
    orders = [order_by(BankTransfer()) for _order in range(staff)]
    row = _waiting("24.00")
    take = partial(assign_entry, row, by=None, amount=Decimal("10.00"))
    at_once([partial(_refused, partial(take, order)) for order in orders])
    row.refresh_from_db()
    return [
        row.assigned <= row.amount,
        row.parts.count() * 10 == row.assigned,
        Charge.objects.count() == row.parts.count(),
    ]


def linked(staff):
    """Let so many transfers be linked to the one payment that was noted by hand."""
    order = order_by(BankTransfer())
    mark_as_paid(order, by=StaffFactory())
    rows = [_waiting("24.00", name=str(number)) for number in range(staff)]
    answers = at_once([partial(_refused, partial(link_entry, row, order, by=None)) for row in rows])
    return [
        sorted(answers),
        BankEntry.objects.filter(state="booked").count(),
        f"{balance_of(order).kept:.2f}",
    ]


def _waiting(amount, *, name="x"):
    statement = BankStatement.objects.create(name=name, digest=name)
    return BankEntry.objects.create(
        statement=statement, reference=name, amount=amount, currency="EUR", booked_on=timezone.localdate()
    )


def _refused(work):
    try:
        work()
    except StatementError:
        return "refused"
    return "done"
