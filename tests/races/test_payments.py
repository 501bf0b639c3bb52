"""Paying, refunding and cancelling at the same time, and dying in the middle, on PostgreSQL."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as live
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.events.models import Event
from shop.fulfilment.services import dispatch
from shop.order.models import Order
from shop.order.services import cancel_order, lock_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.exceptions import (
    NotPayableError,
    PaymentInProgressError,
    RefundRefusedError,
    StatementError,
)
from shop.payments.gateways import GatewayError, RefundData
from shop.payments.ledger import book_payment, book_refund
from shop.payments.manual_payments import book_transfer
from shop.payments.methods import payment_methods
from shop.payments.models import BankEntry, BankStatement, Charge, PaymentAttempt, Refund
from shop.payments.queries import balance_of, open_attempt_of
from shop.payments.reconciliation import reconcile
from shop.payments.refunds import request_refund
from shop.payments.services import cancel, check_payment, start_payment
from shop.payments.statements.assignment import assign_entry
from shop.payments.states import RefundState
from shop.payments.stripe.gateway import StripeGateway
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.payments.conftest import simulator, simulator_server
from tests.shop.payments.kit import confirm, events, order_by, post_webhook

__all__ = ["simulator", "simulator_server"]
ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site", "simulator"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
]
SEVERAL = 8
ROUNDS = 4


@pytest.fixture
def order():
    return order_by(CardPayment())


def published(name):
    return Event.objects.filter(name=name).count()


def paid(order, simulator):
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    return attempt


def test_many_tabs_begin_one_payment(order, simulator):
    tabs = [partial(start_payment, Order.objects.get(), CardPayment()) for _tab in range(SEVERAL)]

    found = at_once(tabs)

    assert len({attempt.reference for attempt, _fact in found}) == 1
    assert len(simulator.store.objects["payment_intent"]) == PaymentAttempt.objects.count() == 1


def test_webhooks_and_browser_at_once_book_one_charge(simulator):
    for _round in range(ROUNDS):
        order = order_by(CardPayment())
        paid(order, simulator)
        told = [
            event for event in events(simulator, "payment_intent.succeeded") if order.number in str(event)
        ]
        hooks = [partial(post_webhook, Client(), simulator, event) for event in told * 4]
        looks = [partial(check_payment, Order.objects.get(pk=order.pk)) for _tab in range(4)]

        answers = at_once(hooks + looks)

        assert [answer.status_code for answer in answers[: len(hooks)]] == [200] * len(hooks)
        assert [answer.pk for answer in answers[len(hooks) :]] == [order.pk] * len(looks)
        assert Charge.objects.filter(order=order).count() == 1
        assert Event.objects.filter(name="OrderPaid", payload__order_id=order.pk).count() == 1
        assert Order.objects.get(pk=order.pk).status == "Paid"


def test_old_and_new_facts_at_once_leave_the_new(simulator):
    for _round in range(ROUNDS * 2):
        order = order_by(CardPayment())
        attempt, old = start_payment(order, CardPayment())
        confirm(simulator, attempt.reference)
        new = StripeGateway().status(attempt.reference)

        answers = at_once([partial(book_payment, attempt, fact) for fact in (old, new) * 4])

        assert [getattr(answer, "pk", answer) for answer in answers] == [order.pk] * SEVERAL
        assert PaymentAttempt.objects.get(order=order).state == "succeeded"
        assert Charge.objects.filter(order=order).count() == 1


@pytest.mark.parametrize("is_same_request", [True, False])
def test_refund_at_once_sends_no_more_than_came(simulator, is_same_request):
    for number in range(ROUNDS):
        order = order_by(CardPayment())
        paid(order, simulator)
        check_payment(order)
        keys = [f"{number}-{0 if is_same_request else click}" for click in range(SEVERAL)]
        works = [partial(request_refund, order, key=key, extra=order.total_incl_tax) for key in keys]

        answers = at_once([partial(refused_is_fine, work, RefundRefusedError) for work in works])

        refused = 0 if is_same_request else SEVERAL - 1
        assert sorted(answers) == ["RefundRefusedError"] * refused + ["done"] * (SEVERAL - refused)
        assert [row.amount for row in Refund.objects.filter(order=order)] == [order.total_incl_tax]
        charge = simulator.store.objects["charge"][order.charges.get().reference]
        assert charge["amount_refunded"] == charge["amount"]


def test_answer_and_webhook_of_a_refund_tell_of_it_once(simulator):
    for number in range(ROUNDS):
        order = order_by(BankTransfer())
        book_transfer(order, amount=order.total_incl_tax, reference=f"bank-{number}")
        refund = request_refund(order, key=f"{number}", extra=1)[0]
        fact = RefundData(
            state=RefundState.SUCCEEDED, amount=refund.amount, currency="EUR", reference=f"re-{number}"
        )

        at_once([partial(book_refund, fact, refund=refund)] * SEVERAL)

        assert Event.objects.filter(name="OrderRefunded", payload__order_id=order.pk).count() == 1


def test_cancel_against_capture_leaves_no_money_without_goods(simulator, settings):
    settings.KILN_STRIPE_CAPTURE = "manual"
    refusals = (InvalidOrderStatus, GatewayError, PaymentInProgressError)
    for _round in range(ROUNDS):
        order = order_by(CardPayment())
        attempt = paid(order, simulator)
        check_payment(order)
        copies = [Order.objects.get(pk=order.pk) for _copy in range(4)]

        at_once(
            [
                partial(refused_is_fine, partial(work, copy), *refusals)
                for work, copy in zip((cancel, dispatch, cancel, dispatch), copies, strict=True)
            ]
        )

        intent = simulator.store.objects["payment_intent"][attempt.reference]
        status = Order.objects.get(pk=order.pk).status
        kept = balance_of(order).kept
        assert (status, kept) in (("Cancelled", 0), ("Dispatched", order.total_incl_tax))
        assert intent["status"] == "succeeded" or status == "Cancelled"


def test_two_halves_of_the_money_at_once_pay_the_order():
    for number in range(ROUNDS * 2):
        order = order_by(BankTransfer())
        half = order.total_incl_tax / 2
        at_once(
            [
                partial(
                    book_transfer, Order.objects.get(pk=order.pk), amount=half, reference=f"{number}-{part}"
                )
                for part in range(2)
            ]
        )
        assert Order.objects.get(pk=order.pk).status == "Paid"


def test_transfer_is_assigned_to_one_order(db):
    statement = BankStatement.objects.create(name="x", digest="x")
    entry = BankEntry.objects.create(
        statement=statement, reference="r", amount=24, currency="EUR", booked_on=timezone.localdate()
    )
    orders = [order_by(BankTransfer()) for _order in range(SEVERAL)]

    answers = at_once(
        [
            partial(refused_is_fine, partial(assign_entry, entry, order, by=None), StatementError)
            for order in orders
        ]
    )

    assert sorted(answers) == ["StatementError"] * (SEVERAL - 1) + ["done"]
    assert Charge.objects.count() == 1


def test_money_that_is_just_being_booked_wins_over_expiry():
    order = order_by(BankTransfer())

    def book_slowly():
        with transaction.atomic():
            lock_order(order)
            time.sleep(0.8)
            book_transfer(order, amount=order.total_incl_tax, reference="slow")

    def expire():
        time.sleep(0.3)
        cancel(Order.objects.get(pk=order.pk), unless_paid=True)

    at_once([book_slowly, expire])

    assert (Order.objects.get().status, Refund.objects.count()) == ("Paid", 0)


def test_transfer_for_an_order_that_is_just_being_cancelled_is_kept():
    order = order_by(BankTransfer())

    def cancel_slowly():
        with transaction.atomic():
            lock_order(order)
            time.sleep(0.8)
            cancel_order(order)

    def book():
        time.sleep(0.3)
        return book_transfer(
            Order.objects.get(pk=order.pk), amount=order.total_incl_tax, reference="bank-1"
        ).reference

    answers = at_once([cancel_slowly, book])

    assert answers[1] == "bank-1"
    assert (Order.objects.get().status, balance_of(order).kept) == ("Cancelled", order.total_incl_tax)


class Meanwhile(StripeGateway):
    """While the old payment is called off, the buyer begins another."""

    def void(self, reference):
        fact = super().void(reference)
        order = PaymentAttempt.objects.get(reference=reference).order
        PaymentAttempt.objects.filter(reference=reference).update(state="cancelled")
        start_payment(order, CardPayment())
        return fact


class MeanwhilePayment(CardPayment):
    gateway = Meanwhile()


def test_payment_begun_while_the_order_is_called_off_keeps_it_alive(order, settings, simulator):
    start_payment(order, CardPayment())
    settings.KILN_PAYMENT_METHODS = [f"{__name__}.MeanwhilePayment"]
    payment_methods.cache_clear()
    try:
        with pytest.raises(PaymentInProgressError):
            cancel(order)
    finally:
        payment_methods.cache_clear()

    assert Order.objects.get().status == "Pending payment"
    confirm(simulator, open_attempt_of(order).reference)


def crash(what, order):
    """Have another process do it and be killed in the middle."""
    settings = connection.settings_dict
    place = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}/{settings['NAME']}"
    login = ":".join(filter(None, (settings["USER"], settings["PASSWORD"])))
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.payments", what, order.number],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"postgresql://{login}@{place}",
            "KILN_STRIPE_SECRET_KEY": live.KILN_STRIPE_SECRET_KEY,
            "KILN_STRIPE_API_BASE": live.KILN_STRIPE_API_BASE,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-3000:]


def later():
    return timezone.now() + timedelta(minutes=5)


def test_process_killed_between_charge_and_order_loses_neither(order, simulator):
    crash("begin", order)
    assert PaymentAttempt.objects.get().reference is None
    reconcile(now=later())
    attempt = PaymentAttempt.objects.get()
    assert len(simulator.store.objects["payment_intent"]) == 1

    confirm(simulator, attempt.reference)
    crash("look", order)
    assert Order.objects.get().status == "Pending payment"
    reconcile(now=later())

    assert (Order.objects.get().status, Charge.objects.count(), published("OrderPaid")) == ("Paid", 1, 1)


def test_process_killed_between_refund_and_its_answer_sends_once(order, simulator):
    paid(order, simulator)
    check_payment(order)

    crash("refund", order)
    assert Refund.objects.get().state == "requested"
    reconcile(now=later())
    reconcile(now=later())

    assert (Refund.objects.get().state, published("OrderRefunded")) == ("succeeded", 1)
    assert len(simulator.store.objects["refund"]) == 1


def test_late_buyer_and_expiry_agree(simulator):
    for _round in range(ROUNDS):
        order = order_by(CardPayment())
        attempt, _fact = start_payment(order, CardPayment())
        copies = [Order.objects.get(pk=order.pk) for _copy in range(2)]
        at_once(
            [
                partial(confirm, simulator, attempt.reference),
                partial(
                    refused_is_fine,
                    partial(cancel, copies[0], unless_paid=True),
                    GatewayError,
                    PaymentInProgressError,
                ),
                partial(refused_is_fine, partial(check_payment, copies[1]), NotPayableError),
            ]
        )
        check_payment(order)
        taken = simulator.store.objects["payment_intent"][attempt.reference]["amount_received"]
        assert Order.objects.get(pk=order.pk).status == ("Paid" if taken else "Cancelled")
