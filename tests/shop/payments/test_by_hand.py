from decimal import Decimal
from uuid import uuid4

import pytest

from shop.events.models import Event
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.services import cancel_order, dispatch_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.by_hand import book_transfer, note_money, write_off
from shop.payments.card import CardPayment
from shop.payments.exceptions import AmountRefusedError
from shop.payments.handling import change_status
from shop.payments.models import Charge, PaymentAttempt, WriteOff
from shop.payments.on_account import OnAccount
from shop.payments.queries import balance_of
from shop.payments.services import start_payment
from tests.crm_core.factories import staff_with
from tests.shop.factories import StaffFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = pytest.mark.django_db
HALF = Decimal("12.00")


@pytest.fixture
def order():
    """An order of 24.00 EUR that waits for a transfer."""
    return order_by(BankTransfer())


def published(name):
    return Event.objects.filter(name=name).count()


def test_money_noted_by_hand_is_a_charge_that_says_who_when_and_why(order):
    staff = StaffFactory()

    note_money(order, by=staff, note="Cash at the fair")

    charge = Charge.objects.get()
    assert (charge.kind, charge.by, charge.note, charge.amount, charge.amount_captured) == (
        "manual",
        staff,
        "Cash at the fair",
        order.total_incl_tax,
        order.total_incl_tax,
    )
    assert charge.created_at is not None
    assert (order.status, published("OrderPaid")) == ("Paid", 1)


def test_noting_all_that_is_due_twice_notes_it_once(order):
    note_money(Order.objects.get())
    note_money(Order.objects.get())

    assert [charge.amount for charge in Charge.objects.all()] == [order.total_incl_tax]
    assert published("OrderPaid") == 1


def test_form_sent_twice_is_noted_once_and_the_same_amount_again_twice(order):
    key = str(uuid4())
    for _click in range(2):
        note_money(Order.objects.get(), amount=Decimal(5), key=key)
    note_money(Order.objects.get(), amount=Decimal(5), key=str(uuid4()))

    assert (Charge.objects.count(), balance_of(order).received) == (2, 10)
    assert Order.objects.get().status == "Pending payment"


def test_more_than_is_due_is_refused_unless_it_is_said(order):
    with pytest.raises(AmountRefusedError):
        note_money(order, amount=Decimal("24.01"), key="a")
    assert Charge.objects.count() == 0

    note_money(order, amount=Decimal("24.01"), key="a", allow_more=True)

    assert balance_of(order).overpaid == Decimal("0.01")


def test_paid_order_takes_no_more_by_mistake(order):
    note_money(order)

    with pytest.raises(AmountRefusedError):
        note_money(Order.objects.get(), amount=HALF, key="late")

    assert balance_of(order).received == order.total_incl_tax


@pytest.mark.parametrize("amount", ["0", "-1", "10000000000", "NaN", "Infinity"])
def test_amount_that_is_none_is_refused(order, amount):
    with pytest.raises(AmountRefusedError):
        note_money(order, amount=Decimal(amount), key="a", allow_more=True)

    assert Charge.objects.count() == 0


@pytest.mark.parametrize("work", [note_money, lambda order: write_off(order, key="a", reason="x")])
def test_nothing_is_noted_for_a_cancelled_order(order, work):
    stale = Order.objects.get()
    cancel_order(order)

    for seen in (order, stale):
        with pytest.raises(ChangeRefusedError):
            work(seen)

    assert (Charge.objects.count(), WriteOff.objects.count()) == (0, 0)


def test_who_may_not_note_money_notes_none(order):
    changer = staff_with("order.change_order", "payments.add_refund")

    with pytest.raises(MoveForbiddenError):
        note_money(order, by=changer)
    with pytest.raises(MoveForbiddenError):
        write_off(order, key="a", reason="x", by=changer)
    with pytest.raises(MoveForbiddenError):
        change_status(order, "Paid", by=changer)

    assert (Charge.objects.count(), WriteOff.objects.count(), order.status) == (0, 0, "Pending payment")


def test_rest_is_written_off_once_and_the_order_is_paid(order):
    staff = StaffFactory()
    book_transfer(order, amount=Decimal("20.00"), reference="first")

    for _click in range(2):
        write_off(Order.objects.get(), key="a", reason="A chip", by=staff)

    row, balance = WriteOff.objects.get(), balance_of(order)
    assert (row.amount, row.by, row.reason) == (4, staff, "A chip")
    assert (balance.received, balance.outstanding, balance.words) == (20, 0, "The rest is written off")
    assert (Order.objects.get().status, published("OrderPaid")) == ("Paid", 1)
    assert Charge.objects.count() == 1


def test_nothing_is_written_off_without_a_reason_or_when_nothing_is_due(order):
    with pytest.raises(AmountRefusedError):
        write_off(order, key="a", reason="  ")
    assert WriteOff.objects.count() == 0
    note_money(order)

    with pytest.raises(AmountRefusedError):
        write_off(order, key="b", reason="x")

    assert WriteOff.objects.count() == 0


def test_promise_on_account_is_kept_when_the_money_is_noted():
    order = order_by(OnAccount())
    dispatch_order(order)

    note_money(Order.objects.get())

    found = Order.objects.get()
    assert (found.status, found.paid_at is None) == ("Dispatched", False)
    assert PaymentAttempt.objects.get().state == "succeeded"


def test_promise_on_account_stands_while_a_part_is_due():
    order = order_by(OnAccount())

    note_money(order, amount=HALF, key="a")

    assert (Order.objects.get().status, PaymentAttempt.objects.get().state) == ("Authorised", "authorised")


def test_card_that_was_charged_meanwhile_is_not_noted_beside(simulator):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)

    note_money(Order.objects.get())

    assert [charge.kind for charge in Charge.objects.all()] == ["provider"]
    assert Order.objects.get().status == "Paid"


def test_open_card_payment_is_voided_before_money_is_noted(simulator):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())

    note_money(Order.objects.get())

    assert simulator.store.objects["payment_intent"][attempt.reference]["status"] == "canceled"
    assert [charge.kind for charge in Charge.objects.all()] == ["manual"]


def test_transfer_from_a_statement_says_so(order):
    book_transfer(order, amount=HALF, reference="bank-1")

    assert Charge.objects.get().kind == "transfer"


def test_second_click_is_no_error(order):
    for _click in range(2):
        note_money(Order.objects.get(), amount=Decimal(20), key="a")

    assert balance_of(order).received == 20
