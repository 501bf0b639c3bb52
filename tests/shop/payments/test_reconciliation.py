from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from shop.events.models import Event
from shop.order.models import Order
from shop.order.services import cancel_order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.expiry import expire_orders
from shop.payments.manual_payments import book_transfer
from shop.payments.models import (
    Charge,
    GatewayCustomer,
    GatewayEvent,
    PaymentAttempt,
    ReconciliationMark,
    Refund,
)
from shop.payments.reconciliation import FIRST_LOOK, OVERLAP, read_missed_events, reconcile
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


def row_of_charge(order, **fields):
    """Write a charge down as if it had come by a card."""
    row = {"method": "card", "reference": f"ch_{Charge.objects.count()}", "currency": "EUR"}
    row |= {"amount": 24, "amount_captured": 24, "state": "succeeded"}
    return Charge.objects.create(order=order, **{**row, **fields})


def row_of_refund(charge, **fields):
    row = {"key": f"k/{Refund.objects.count()}", "amount": 24, "currency": "EUR", "state": "requested"}
    refund = Refund.objects.create(order=charge.order, charge=charge, **{**row, **fields})
    Refund.objects.filter(pk=refund.pk).update(created_at=timezone.now() - LATER)
    return refund


def asked(simulator, *, since=0):
    """List what Stripe was asked, without the ids."""
    return [
        (verb, path.partition("?")[0].split("/")[2]) for verb, path, _body in list(simulator.api.seen)[since:]
    ]


@pytest.mark.parametrize(
    ("method", "age", "looked", "number"),
    [
        ("card", LATER, None, 1),
        ("card", LATER, LATER, 1),
        ("card", timedelta(0), None, 0),
        ("card", LATER, timedelta(0), 0),
        ("bank-transfer", LATER, None, 0),
    ],
)
def test_attempt_is_looked_at_when_nobody_is_dealing_with_it(attempt, method, age, looked, number):
    now = timezone.now()
    PaymentAttempt.objects.update(
        method=method, created_at=now - age, checked_at=None if looked is None else now - looked
    )

    assert reconcile(now=now).attempts == number


@pytest.mark.parametrize(
    ("method", "age", "state", "number"),
    [
        ("card", LATER, "requested", 1),
        ("card", timedelta(0), "requested", 0),
        ("bank-transfer", LATER, "requested", 0),
        ("card", LATER, "failed", 0),
    ],
)
def test_refund_is_looked_at_when_nobody_is_dealing_with_it(order, simulator, method, age, state, number):
    refund = row_of_refund(row_of_charge(order, method=method, amount_refunded=24), state=state)
    Refund.objects.update(created_at=timezone.now() - age)

    assert reconcile(now=timezone.now()).refunds == number

    refund.refresh_from_db()
    assert [each for each in asked(simulator) if each[1] == "refunds"] == [("POST", "refunds")] * number


@pytest.mark.parametrize(
    ("state", "has_reference", "verb"),
    [
        ("requested", False, "POST"),
        ("requested", True, "POST"),
        ("pending", False, "POST"),
        ("pending", True, "GET"),
    ],
)
def test_refund_is_sent_until_it_was_answered_and_then_asked_for(
    order, attempt, simulator, state, has_reference, verb
):
    confirm(simulator, attempt.reference)
    check_payment(order)
    refund = request_refund(order, key="a", extra=5)[0]
    reference = refund.reference if has_reference else None
    Refund.objects.update(state=state, reference=reference, created_at=timezone.now() - LATER)
    before = len(simulator.api.seen)

    reconcile(now=timezone.now())

    # The first time; what the events tell is asked for later.
    sent = next(each for each in asked(simulator, since=before) if each[1] == "refunds")
    assert (sent, Refund.objects.get().state) == ((verb, "refunds"), "succeeded")
    assert len(simulator.store.objects["refund"]) == 1


@pytest.mark.parametrize("is_marked", [False, True])
def test_events_are_read_since_the_last_look(simulator, is_marked):
    now = timezone.now()
    read_until = now - timedelta(hours=2)
    ReconciliationMark.objects.create(name="another", read_until=now + LONG)
    if is_marked:
        ReconciliationMark.objects.create(name="stripe-events", read_until=read_until)

    read_missed_events(now=now)

    since = (read_until if is_marked else now - FIRST_LOOK) - OVERLAP
    (path,) = [path for _verb, path, _body in simulator.api.seen]
    assert f"created[gte]={int(since.timestamp())}" in unquote(path)
    assert dict(ReconciliationMark.objects.values_list("name", "read_until")) == {
        "another": now + LONG,
        "stripe-events": now,
    }


def test_nothing_is_read_without_a_key(simulator, settings, caplog):
    settings.KILN_STRIPE_SECRET_KEY = ""

    assert read_missed_events(now=timezone.now()) == 0

    assert (list(simulator.api.seen), caplog.records) == ([], [])
    assert ReconciliationMark.objects.count() == 0


def test_list_that_cannot_be_read_is_read_from_the_same_moment_next_time(simulator, settings):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_wrong"

    assert (read_missed_events(now=timezone.now()), ReconciliationMark.objects.count()) == (0, 0)


def test_event_is_dealt_with_until_that_was_done(attempt, simulator):
    confirm(simulator, attempt.reference)
    number = len(simulator.store.objects["event"])
    assert read_missed_events(now=timezone.now()) == number
    last = GatewayEvent.objects.order_by("pk").last()
    GatewayEvent.objects.filter(pk=last.pk).update(processed_at=None)

    assert [read_missed_events(now=timezone.now()) for _time in range(2)] == [1, 0]

    last.refresh_from_db()
    assert last.processed_at is not None


def test_money_that_no_card_brought_is_no_machines_to_send_back():
    order = order_by(BankTransfer())
    cancel_order(order)
    row_of_charge(order, amount_captured=0, state="failed")
    row_of_charge(order, method="bank-transfer")

    assert (reconcile(now=later()).stranded, Refund.objects.count()) == (0, 0)


@pytest.mark.parametrize("state", ["requested", "pending", "succeeded", "failed"])
def test_money_whose_way_back_began_is_not_stranded(order, simulator, settings, state):
    settings.KILN_STRIPE_SECRET_KEY = ""  # what is asked of Stripe is another matter
    cancel_order(order)
    row_of_charge(order, amount_captured=0, state="failed")
    row_of_refund(row_of_charge(order), state=state)

    assert (reconcile(now=timezone.now()).stranded, Refund.objects.count()) == (0, 1)


def test_only_what_a_cancelled_order_brought_is_stranded(order):
    other = order_by(CardPayment())
    cancel_order(other)
    row_of_charge(order)

    assert (reconcile(now=later()).stranded, Refund.objects.count()) == (0, 0)


def test_customer_of_an_account_that_goes_on_stays(simulator):
    start_payment(order_by(CardPayment(), user=UserFactory()), CardPayment())

    assert (reconcile(now=later()).forgotten, GatewayCustomer.objects.count()) == (0, 1)
    assert len(simulator.store.objects["customer"]) == 1
