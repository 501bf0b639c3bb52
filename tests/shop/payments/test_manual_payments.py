from decimal import Decimal
from uuid import uuid4

import pytest

from shop.events.models import Event
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.services import cancel_order, dispatch_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.exceptions import AmountRefusedError
from shop.payments.manual_payments import book_transfer, mark_as_paid, write_off
from shop.payments.models import Charge, PaymentAttempt, WriteOff
from shop.payments.queries import balance_of
from shop.payments.services import start_payment
from shop.payments.status_changes import change_status
from shop.trade_credit.on_account import OnAccount
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

    mark_as_paid(order, by=staff, note="Cash at the fair")

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
    mark_as_paid(Order.objects.get())
    mark_as_paid(Order.objects.get())

    assert [charge.amount for charge in Charge.objects.all()] == [order.total_incl_tax]
    assert published("OrderPaid") == 1


def test_form_sent_twice_is_noted_once_and_the_same_amount_again_twice(order):
    key = str(uuid4())
    for _click in range(2):
        mark_as_paid(Order.objects.get(), amount=Decimal(5), key=key)
    mark_as_paid(Order.objects.get(), amount=Decimal(5), key=str(uuid4()))

    assert (Charge.objects.count(), balance_of(order).received) == (2, 10)
    assert Order.objects.get().status == "Pending payment"


def test_more_than_is_due_is_refused_unless_it_is_said(order):
    with pytest.raises(AmountRefusedError):
        mark_as_paid(order, amount=Decimal("24.01"), key="a")
    assert Charge.objects.count() == 0

    mark_as_paid(order, amount=Decimal("24.01"), key="a", allow_more=True)

    assert balance_of(order).overpaid == Decimal("0.01")


def test_paid_order_takes_no_more_by_mistake(order):
    mark_as_paid(order)

    with pytest.raises(AmountRefusedError):
        mark_as_paid(Order.objects.get(), amount=HALF, key="late")

    assert balance_of(order).received == order.total_incl_tax


@pytest.mark.parametrize("amount", ["0", "-1", "10000000000", "NaN", "Infinity"])
def test_amount_that_is_none_is_refused(order, amount):
    with pytest.raises(AmountRefusedError):
        mark_as_paid(order, amount=Decimal(amount), key="a", allow_more=True)

    assert Charge.objects.count() == 0


@pytest.mark.parametrize("work", [mark_as_paid, lambda order: write_off(order, key="a", reason="x")])
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
        mark_as_paid(order, by=changer)
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
    assert (balance.received, balance.outstanding, balance.status_text) == (20, 0, "Written off")
    assert (Order.objects.get().status, published("OrderPaid")) == ("Paid", 1)
    assert Charge.objects.count() == 1


def test_nothing_is_written_off_without_a_reason_or_when_nothing_is_due(order):
    with pytest.raises(AmountRefusedError):
        write_off(order, key="a", reason="  ")
    assert WriteOff.objects.count() == 0
    mark_as_paid(order)

    with pytest.raises(AmountRefusedError):
        write_off(order, key="b", reason="x")

    assert WriteOff.objects.count() == 0


def test_promise_on_account_is_kept_when_the_money_is_noted():
    order = order_by(OnAccount())
    dispatch_order(order)

    mark_as_paid(Order.objects.get())

    found = Order.objects.get()
    assert (found.status, found.paid_at is None) == ("Dispatched", False)
    assert PaymentAttempt.objects.get().state == "succeeded"


def test_promise_on_account_stands_while_a_part_is_due():
    order = order_by(OnAccount())

    mark_as_paid(order, amount=HALF, key="a")

    assert (Order.objects.get().status, PaymentAttempt.objects.get().state) == ("Authorised", "authorised")


def test_card_that_was_charged_meanwhile_is_not_noted_beside(simulator):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)

    mark_as_paid(Order.objects.get())

    assert [charge.kind for charge in Charge.objects.all()] == ["provider"]
    assert Order.objects.get().status == "Paid"


def test_open_card_payment_is_voided_before_money_is_noted(simulator):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())

    mark_as_paid(Order.objects.get())

    assert simulator.store.objects["payment_intent"][attempt.reference]["status"] == "canceled"
    assert [charge.kind for charge in Charge.objects.all()] == ["manual"]


def test_transfer_from_a_statement_says_so(order):
    book_transfer(order, amount=HALF, reference="bank-1")

    assert Charge.objects.get().kind == "transfer"


def test_second_click_is_no_error(order):
    for _click in range(2):
        mark_as_paid(Order.objects.get(), amount=Decimal(20), key="a")

    assert balance_of(order).received == 20


@pytest.mark.parametrize("work", [mark_as_paid, lambda order: write_off(order, key="a", reason="x")])
def test_payment_of_a_cancelled_order_is_left_alone_when_nothing_is_noted(simulator, work):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    cancel_order(order)
    asked = len(simulator.api.seen)

    with pytest.raises(ChangeRefusedError):
        work(order)

    assert (len(simulator.api.seen), PaymentAttempt.objects.get().state) == (asked, attempt.state)


@pytest.mark.parametrize("method", ["cheque", "on-account"])
def test_attempt_that_nobody_can_void_stands_while_a_part_is_noted(order, method):
    PaymentAttempt.objects.create(
        order=order, method=method, key="a", amount=24, currency="EUR", state="authorised"
    )

    mark_as_paid(order, amount=HALF, key="a")

    assert (PaymentAttempt.objects.get().state, balance_of(order).received) == ("authorised", HALF)


def test_money_without_a_key_is_numbered_by_the_orders_own_charges(order):
    other = order_by(BankTransfer())
    mark_as_paid(other, amount=HALF)
    mark_as_paid(other, amount=HALF)
    mark_as_paid(order, amount=HALF)

    assert list(Charge.objects.order_by("pk").values_list("reference", flat=True)) == [
        f"{other.number}-by-hand-1",
        f"{other.number}-by-hand-2",
        f"{order.number}-by-hand-1",
    ]


def test_same_key_writes_off_each_order_by_itself(order):
    other = order_by(BankTransfer())
    for each in (order, other, other):
        write_off(each, key="a", reason="x")

    assert list(WriteOff.objects.order_by("pk").values_list("order", "amount")) == [
        (order.pk, 24),
        (other.pk, 24),
    ]
    assert published("OrderPaid") == 2


def test_same_key_notes_the_money_of_each_order_by_itself(order):
    other = order_by(BankTransfer())
    for each in (order, other, other):
        mark_as_paid(each, amount=HALF, key="a")

    assert [balance_of(each).received for each in (order, other)] == [12, 12]


def test_money_for_a_cancelled_order_is_written_down_and_the_order_stays_so(order):
    cancel_order(order)

    book_transfer(order, amount=order.total_incl_tax, reference="late")

    found = Order.objects.get()
    assert (found.status, found.paid_at, balance_of(found).received) == ("Cancelled", None, 24)
    assert published("OrderPaid") == 0


def test_part_of_a_yen_is_no_money(order):
    Order.objects.update(currency="JPY")
    order.refresh_from_db()

    with pytest.raises(AmountRefusedError):
        mark_as_paid(order, amount=Decimal("0.50"), key="a")

    assert balance_of(order).received == 0
    mark_as_paid(order, amount=Decimal(1), key="a")
    assert balance_of(order).received == 1


def test_exactly_what_is_due_is_no_more_than_is_due(order):
    mark_as_paid(order, amount=HALF, key="a")
    mark_as_paid(order, amount=HALF, key="b")

    assert (Order.objects.get().status, balance_of(order).overpaid) == ("Paid", 0)


def test_more_may_be_noted_of_what_is_paid_when_it_is_said(order):
    mark_as_paid(order)

    mark_as_paid(order, amount=HALF, key="more", allow_more=True)
    mark_as_paid(order)

    assert (Charge.objects.count(), balance_of(order).overpaid, published("OrderPaid")) == (2, 12, 1)


def test_who_may_note_money_writes_off_and_notes(order):
    cashier = staff_with("payments.add_charge")

    mark_as_paid(order, amount=HALF, key="a", by=cashier)
    write_off(order, key="a", reason=" x ", by=cashier)

    assert (Charge.objects.get().by, WriteOff.objects.get().by) == (cashier, cashier)
    assert WriteOff.objects.get().reason == "x"
