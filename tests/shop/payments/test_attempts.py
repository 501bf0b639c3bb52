"""Which payment is resumed and which is begun anew: money never comes twice, nor a sum that is not due."""

from decimal import Decimal

import pytest

from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.exceptions import NotPayableError, PaymentInProgressError
from shop.payments.gateways import PaymentData
from shop.payments.manual import ManualGateway
from shop.payments.manual_payments import book_transfer
from shop.payments.methods import PaymentMethod, payment_methods
from shop.payments.models import PaymentAttempt
from shop.payments.queries import open_attempt_of
from shop.payments.services import _claim_attempt, cancel, choose_method, set_method, start_payment
from shop.payments.stripe.gateway import StripeGateway
from shop.trade_credit.on_account import OnAccount
from tests.shop.factories import OrderFactory
from tests.shop.payments.kit import order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


class BusyGateway(ManualGateway):
    """While a payment is called off, news of that come first and another tab begins to pay by card."""

    def authorise(self, attempt):
        return PaymentData(reference=attempt.key, state="waiting")

    def void(self, reference):
        attempt = PaymentAttempt.objects.get(reference=reference)
        PaymentAttempt.objects.filter(pk=attempt.pk).update(state="cancelled")
        start_payment(attempt.order, CardPayment())
        return PaymentData(reference=reference, state="cancelled")


class Busy(PaymentMethod):
    code = "busy"
    is_online = True
    gateway = BusyGateway()


@pytest.fixture
def busy(settings):
    """Offer a method whose payments are called off while another begins."""
    settings.KILN_PAYMENT_METHODS = [*settings.KILN_PAYMENT_METHODS, f"{__name__}.Busy"]
    payment_methods.cache_clear()
    yield payment_methods()["busy"]
    payment_methods.cache_clear()


def stored(simulator, attempt):
    return simulator.store.objects["payment_intent"][attempt.reference]


def test_payment_of_a_sum_that_is_not_due_any_more_is_voided_and_begun_anew(order, simulator):
    first, _fact = start_payment(order, CardPayment())
    book_transfer(order, amount=Decimal("4.00"), reference="bank-1")

    second, _fact = start_payment(order, CardPayment())

    assert (stored(simulator, first)["status"], stored(simulator, second)["amount"]) == ("canceled", 2000)
    assert (second.key, second.amount) == (f"{order.number}-2", Decimal("20.00"))


def test_payment_by_another_method_is_voided_first(order, simulator):
    first, _fact = start_payment(order, CardPayment())

    with pytest.raises(NotPayableError, match="Another payment"):
        _claim_attempt(order, BankTransfer())
    second, _fact = start_payment(order, BankTransfer())

    assert (stored(simulator, first)["status"], second.method) == ("canceled", "bank-transfer")
    assert order.sources.get().source_type.code == "bank-transfer"


def test_payment_cancelled_at_the_provider_is_begun_anew(order, simulator):
    first, _fact = start_payment(order, CardPayment())
    StripeGateway().void(first.reference)

    second, fact = start_payment(order, CardPayment())

    assert (second.key, second.state, fact.state) == (f"{order.number}-2", "waiting", "waiting")
    assert [row.state for row in PaymentAttempt.objects.order_by("pk")] == ["cancelled", "waiting"]


def test_tries_of_other_orders_do_not_count(order):
    other = order_by(CardPayment())
    start_payment(order, CardPayment())

    assert start_payment(other, CardPayment())[0].key == other.number


def test_resumed_payment_is_looked_up_not_made_again(order, simulator):
    start_payment(order, CardPayment())
    simulator.store.keys.clear()  # Stripe forgets keys after a day

    start_payment(order, CardPayment())

    assert len(simulator.store.objects["payment_intent"]) == 1


def test_order_without_a_source_has_no_method_to_change():
    order = OrderFactory()

    set_method(order, CardPayment())

    assert order.sources.count() == 0


def test_method_chosen_again_keeps_its_payment(order, simulator):
    attempt, _fact = start_payment(order, CardPayment())

    choose_method(order, CardPayment())

    assert stored(simulator, attempt)["status"] == "requires_payment_method"


def test_paid_order_keeps_its_method(db):
    order = order_by(BankTransfer())
    book_transfer(order, amount=order.total_incl_tax, reference="bank-1")

    assert choose_method(order, CardPayment()).status == "Paid"
    assert order.sources.get().source_type.code == "bank-transfer"


def test_cancelling_ends_the_promise_of_this_order_only():
    first, other = order_by(OnAccount()), order_by(OnAccount())

    cancel(first)

    states = [order.payment_attempts.get().state for order in (first, other)]
    assert (states, Order.objects.get(pk=other.pk).status) == (["cancelled", "authorised"], "Authorised")


def test_order_whose_payment_is_being_processed_is_not_cancelled(order, simulator):
    attempt, _fact = start_payment(order, CardPayment())
    stored(simulator, attempt)["status"] = "processing"

    with pytest.raises(PaymentInProgressError, match="being processed"):
        cancel(order)

    assert (Order.objects.get().status, PaymentAttempt.objects.get().state) == (
        "Pending payment",
        "processing",
    )


def test_payment_begun_while_another_was_called_off_keeps_its_method(order, busy):
    start_payment(order, busy)

    choose_method(order, BankTransfer())

    assert order.sources.get().source_type.code == "card"
    assert dict(PaymentAttempt.objects.values_list("method", "state")) == {
        "busy": "cancelled",
        "card": "waiting",
    }


def test_order_is_not_cancelled_while_a_payment_begins_anew(order, busy):
    start_payment(order, busy)

    with pytest.raises(PaymentInProgressError, match="just begun"):
        cancel(order)

    assert (Order.objects.get().status, open_attempt_of(order).state) == ("Pending payment", "waiting")


def test_method_that_is_noted_already_is_not_written_again(order, django_assert_num_queries):
    with django_assert_num_queries(1):  # the source with its type
        set_method(order, CardPayment())


def test_method_is_chosen_where_no_payment_was_begun(order):
    assert choose_method(order, BankTransfer()).status == "Pending payment"

    assert order.sources.get().source_type.code == "bank-transfer"


@pytest.mark.parametrize("status", ["Authorised", "Paid", "Cancelled"])
def test_no_payment_is_begun_for_an_order_that_does_not_wait(order, status):
    Order.objects.filter(pk=order.pk).update(status=status)

    with pytest.raises(NotPayableError, match="is not awaiting payment"):
        start_payment(order, CardPayment())

    assert PaymentAttempt.objects.count() == 0
