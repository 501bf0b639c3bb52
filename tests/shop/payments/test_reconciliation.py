from datetime import timedelta

import pytest
from django.utils import timezone

from shop.events.models import Event
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.by_hand import book_transfer
from shop.payments.card import CardPayment
from shop.payments.expiry import expire_orders
from shop.payments.models import Charge, GatewayEvent, PaymentAttempt, Refund
from shop.payments.reconciliation import reconcile
from shop.payments.refunds import request_refund
from shop.payments.services import check_payment, start_payment
from shop.payments.stripe.gateway import StripeGateway
from tests.shop.factories import UserFactory
from tests.shop.payments.kit import confirm, order_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]
LATER = timedelta(minutes=5)
LONG = timedelta(days=30)


@pytest.fixture
def attempt(order):
    return start_payment(order, CardPayment())[0]


def later(by=LATER):
    return timezone.now() + by


def test_payment_nobody_told_of_is_found(attempt, simulator):
    confirm(simulator, attempt.reference)

    reconcile(now=later())
    reconcile(now=later())

    assert Order.objects.get().status == "Paid"
    assert Event.objects.filter(name="OrderPaid").count() == 1


def test_attempt_that_never_got_an_answer_is_asked_for_again(order, simulator):
    attempt = start_payment(order, CardPayment())[0]
    PaymentAttempt.objects.update(reference=None, state="created", checked_at=None)

    reconcile(now=later())

    assert PaymentAttempt.objects.get().reference == attempt.reference
    assert len(simulator.store.objects["payment_intent"]) == 1


def test_refund_that_was_never_sent_is_sent_once(order, attempt, simulator, settings):
    confirm(simulator, attempt.reference)
    check_payment(order)
    base = settings.KILN_STRIPE_API_BASE
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"
    request_refund(order, key="a", extra=5)
    assert Refund.objects.get().state == "requested"
    settings.KILN_STRIPE_API_BASE = base

    reconcile(now=later())
    reconcile(now=later())

    assert Refund.objects.get().state == "succeeded"
    assert len(simulator.store.objects["refund"]) == 1


def test_refund_and_dispute_whose_webhooks_were_lost_are_read_from_the_list(order, attempt, simulator):
    confirm(simulator, attempt.reference)
    check_payment(order)
    charge = order.charges.get()
    simulator.browser.act("refund", charge.reference, 100)
    simulator.browser.act("dispute", charge.reference)

    reconcile(now=timezone.now())
    told = GatewayEvent.objects.count()
    reconcile(now=timezone.now())

    assert (Refund.objects.get().amount, charge.disputes.get().state) == (1, "needs_response")
    assert GatewayEvent.objects.count() == told


def test_money_of_a_cancelled_order_goes_back_once(order, attempt, simulator):
    confirm(simulator, attempt.reference)
    cancel_order(order)
    check_payment(order)
    assert (Order.objects.get().status, Charge.objects.get().amount_captured) == ("Cancelled", 24)

    reconcile(now=later())
    reconcile(now=later())

    assert [row.state for row in Refund.objects.all()] == ["succeeded"]


def test_customer_of_an_ended_account_is_deleted_at_stripe(simulator):
    order = order_by(CardPayment(), user=UserFactory())
    start_payment(order, CardPayment())
    order.user.is_active = False
    order.user.save()

    assert reconcile(now=timezone.now()).forgotten == 1

    assert simulator.store.objects["customer"] == {}


def test_stripe_out_of_reach_leaves_everything_for_next_time(attempt, simulator, settings):
    confirm(simulator, attempt.reference)
    base = settings.KILN_STRIPE_API_BASE
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"
    assert (reconcile(now=later()).attempts, expire_orders(now=later(LONG))) == (0, 0)
    settings.KILN_STRIPE_API_BASE = base

    reconcile(now=later())

    assert Order.objects.get().status == "Paid"


def test_order_nobody_pays_is_called_off_and_its_pieces_are_free(order, attempt, simulator):
    record = order.lines.get().stockrecord
    assert expire_orders(now=later()) == 0

    assert expire_orders(now=later(LONG)) == 1

    record.refresh_from_db()
    assert (Order.objects.get().status, record.num_allocated) == ("Cancelled", 0)
    assert StripeGateway().status(attempt.reference).state == "cancelled"


def test_money_that_came_meanwhile_wins(order, attempt, simulator):
    confirm(simulator, attempt.reference)

    assert expire_orders(now=later(LONG)) == 0

    assert Order.objects.get().status == "Paid"
    assert Refund.objects.count() == 0


def test_part_of_the_money_keeps_the_order_alive():
    order = order_by(BankTransfer())
    book_transfer(order, amount=1, reference="bank-1")

    assert expire_orders(now=later(LONG)) == 0
    assert Order.objects.get().status == "Pending payment"


def test_how_long_is_the_methods_affair(settings):
    settings.KILN_PAYMENT_EXPIRY_HOURS = {"card": 1, "bank-transfer": None}
    order_by(BankTransfer())
    order_by(CardPayment())

    assert expire_orders(now=later(LONG)) == 1
