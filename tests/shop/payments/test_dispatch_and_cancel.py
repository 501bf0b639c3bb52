"""Collecting, dispatching and calling off: by whom, of which orders, and what nobody touches."""

from decimal import Decimal

import pytest
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.fulfilment.services import dispatch
from shop.order.exceptions import MoveForbiddenError
from shop.order.models import Order
from shop.order.services import authorise_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.manual_payments import book_transfer
from shop.payments.models import PaymentAttempt, Refund
from shop.payments.queries import balance_of
from shop.payments.services import cancel, capture, check_payment, start_payment
from shop.trade_credit.on_account import OnAccount
from tests.crm_core.factories import staff_with
from tests.shop.payments.kit import confirm, order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


@pytest.fixture
def held(order, simulator, settings):
    """An order whose amount is held on a card until it goes out."""
    settings.KILN_STRIPE_CAPTURE = "manual"
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    return check_payment(order)


def intent_states(simulator):
    return [intent["status"] for intent in simulator.store.objects["payment_intent"].values()]


def test_who_may_not_dispatch_collects_nothing(held, simulator):
    with pytest.raises(MoveForbiddenError):
        dispatch(held, by=staff_with("order.change_order", "payments.add_refund"))

    assert (Order.objects.get().status, intent_states(simulator)) == ("Authorised", ["requires_capture"])


def test_who_may_dispatch_collects_what_is_held(held):
    dispatch(held, by=staff_with("order.change_order", "order.dispatch_order"))

    assert (Order.objects.get().status, balance_of(held).received) == ("Dispatched", 24)


def test_what_is_held_is_collected_when_the_shop_charges_at_once_by_now(held, settings):
    settings.KILN_STRIPE_CAPTURE = "automatic"

    dispatch(held)

    found = Order.objects.get()
    assert (found.status, found.paid_at is None, balance_of(found).received) == ("Dispatched", False, 24)


def test_order_that_has_gone_out_is_returned_as_it_is(held, simulator):
    for _click in range(2):
        found = dispatch(Order.objects.get())
    simulator.api.seen.clear()

    assert (found.status, dispatch(found).status, simulator.api.seen) == ("Dispatched", "Dispatched", [])


def test_payment_that_waits_for_the_buyer_is_not_collected(order, simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    start_payment(order, CardPayment())
    simulator.api.seen.clear()

    assert capture(order).status == "Pending payment"

    assert (intent_states(simulator), simulator.api.seen) == (["requires_payment_method"], [])


def test_hold_that_the_provider_does_not_know_is_not_collected(order, simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    PaymentAttempt.objects.create(
        order=order, method="card", key="x", amount=24, currency="EUR", state="authorised"
    )
    authorise_order(Order.objects.get())

    assert capture(order).status == "Authorised"

    assert simulator.api.seen == []


def test_promise_on_account_is_not_collected():
    order = order_by(OnAccount())

    assert capture(order).status == "Authorised"

    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.checked_at) == ("authorised", None)


def test_who_may_not_cancel_voids_nothing(order, simulator):
    start_payment(order, CardPayment())

    with pytest.raises(MoveForbiddenError):
        cancel(order, by=staff_with("order.dispatch_order", "payments.add_refund"))

    assert (Order.objects.get().status, intent_states(simulator)) == (
        "Pending payment",
        ["requires_payment_method"],
    )


def test_who_may_cancel_cancels(order, simulator):
    start_payment(order, CardPayment())

    cancel(order, by=staff_with("order.change_order"))

    assert (Order.objects.get().status, intent_states(simulator)) == ("Cancelled", ["canceled"])


def test_what_has_gone_out_is_not_voided(held, simulator):
    Order.objects.update(status="Dispatched")

    with pytest.raises(InvalidOrderStatus):
        cancel(held)

    assert (intent_states(simulator), PaymentAttempt.objects.get().state) == (
        ["requires_capture"],
        "authorised",
    )


def test_promise_is_kept_by_who_calls_off_only_what_is_unpaid():
    order = order_by(OnAccount())
    notes = order.notes.count()

    assert cancel(order, unless_paid=True).status == "Authorised"

    attempt = PaymentAttempt.objects.get()
    assert (Order.objects.get().status, order.notes.count()) == ("Authorised", notes)
    assert (attempt.state, attempt.checked_at) == ("authorised", None)


@pytest.mark.parametrize(
    ("came", "status"), [("0", "Cancelled"), ("0.01", "Pending payment"), ("24", "Paid")]
)
def test_order_is_called_off_as_unpaid_when_nothing_has_come(came, status):
    order = order_by(BankTransfer())
    if Decimal(came):
        book_transfer(order, amount=Decimal(came), reference="bank-1")

    cancel(Order.objects.get(), unless_paid=True)

    assert (Order.objects.get().status, Refund.objects.count()) == (status, 0)


def test_promise_is_called_off_without_asking_for_it_first():
    order = order_by(OnAccount())

    cancel(order)

    messages = list(order.notes.values_list("message", flat=True))
    assert "The authorisation has been released." not in messages
    assert PaymentAttempt.objects.get().state == "cancelled"


def test_payment_that_was_made_stays_made_when_the_order_is_cancelled(order, simulator):
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)

    cancel(Order.objects.get())
    cancel(Order.objects.get())

    attempt.refresh_from_db()
    assert (attempt.state, Refund.objects.get().amount) == ("succeeded", 24)


def test_cancelled_order_sends_back_what_came_since():
    order = order_by(BankTransfer())
    cancel(order)
    book_transfer(Order.objects.get(), amount=Decimal(5), reference="late")

    for _click in range(2):
        cancel(Order.objects.get(), by=staff_with("order.change_order", "payments.add_refund"))

    assert [row.amount for row in Refund.objects.all()] == [5]
