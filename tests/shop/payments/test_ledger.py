from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shop.events.models import Event
from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.gateways import ChargeData, PaymentData, RefundData
from shop.payments.ledger import book_charges, book_payment, book_refund, mark_paid_if_settled, refresh_source
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Charge, PaymentAttempt, Refund
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.payments.services import check_payment, start_payment
from shop.payments.states import AttemptState, ChargeState, RefundState
from shop.payments.stripe.gateway import StripeGateway
from shop.trade_credit.on_account import OnAccount
from tests.shop.factories import OrderFactory
from tests.shop.payments.kit import confirm, order_by, refund_of, refund_told

pytestmark = pytest.mark.django_db


def published(name):
    return Event.objects.filter(name=name).count()


def charge_of(order, reference="ch", *, state="succeeded", captured=24, **more):
    return Charge.objects.create(
        order=order,
        reference=reference,
        amount=24,
        amount_captured=captured,
        currency="EUR",
        state=state,
        **more,
    )


def charge_told(state, *, reference="ch", captured=0, error=""):
    return ChargeData(
        reference=reference,
        state=ChargeState(state),
        amount=Decimal(24),
        amount_captured=Decimal(captured),
        error=error,
    )


def attempt_of(order, state, *, method="card"):
    return PaymentAttempt.objects.create(
        order=order,
        method=method,
        key=f"{order.number}-{state}",
        amount=24,
        currency="EUR",
        state=state,
    )


@pytest.mark.parametrize(("capture", "state"), [("automatic", "succeeded"), ("manual", "authorised")])
def test_old_news_do_not_take_a_payment_back(order, simulator, settings, capture, state):
    settings.KILN_STRIPE_CAPTURE = capture
    attempt, old = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    book_payment(attempt, StripeGateway().status(attempt.reference))

    book_payment(attempt, old)

    assert PaymentAttempt.objects.get().state == state


def test_webhook_of_a_refund_that_overtakes_its_answer_finds_it_by_its_key(order, simulator, settings):
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)
    base = settings.KILN_STRIPE_API_BASE
    settings.KILN_STRIPE_API_BASE = "http://127.0.0.1:9"
    refund = request_refund(order, key="a", extra=5)[0]
    settings.KILN_STRIPE_API_BASE = base
    told = StripeGateway().refund(refund)

    book_refund(told)
    book_refund(told, refund=refund)

    assert [(row.state, row.reference) for row in Refund.objects.all()] == [("succeeded", told.reference)]
    assert published("OrderRefunded") == 1


def test_refund_that_fails_afterwards_is_no_refund_any_more(order, simulator):
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)
    refund = request_refund(order, key="a", extra=5)[0]
    assert order.sources.get().amount_refunded == 5

    fact = RefundData(
        state=RefundState.FAILED, amount=refund.amount, currency="EUR", reference=refund.reference
    )
    book_refund(fact, refund=refund)

    assert order.sources.get().amount_refunded == 0
    assert request_refund(order, key="b", extra=19)[0].state == "succeeded"


@pytest.mark.parametrize("state", ["succeeded", "failed", "released"])
def test_charge_that_has_ended_stays_as_it_is(order, state):
    captured = 24 if state == "succeeded" else 0
    charge_of(order, state=state, captured=captured)

    for told in ("pending", "failed", "succeeded", "released"):
        book_charges(order, None, [charge_told(told, captured=24 - captured, error="late")])

    charge = Charge.objects.get()
    assert (charge.state, charge.amount_captured, charge.error) == (state, captured, "")
    assert published("PaymentFailed") == 0


@pytest.mark.parametrize("before", ["pending", "authorised"])
@pytest.mark.parametrize(
    ("told", "captured", "refusals"),
    [("succeeded", 24, 0), ("released", 0, 0), ("pending", 0, 0), ("failed", 0, 1)],
)
def test_charge_on_its_way_follows_and_a_refusal_is_told_once(order, before, told, captured, refusals):
    charge_of(order, state=before, captured=0)

    for _time in range(2):
        book_charges(order, None, [charge_told(told, captured=captured, error="so")])

    charge = Charge.objects.get()
    assert (charge.state, charge.amount_captured, charge.error) == (told, captured, "so")
    assert published("PaymentFailed") == refusals


@pytest.mark.parametrize(("told", "refusals"), [("pending", 0), ("succeeded", 0), ("failed", 1)])
def test_new_charge_is_told_only_when_it_is_a_refusal(order, told, refusals):
    book_charges(order, None, [charge_told(told)])

    assert (Charge.objects.get().state, published("PaymentFailed")) == (told, refusals)


def test_charge_has_the_method_of_its_attempt_or_none(order):
    attempt = attempt_of(order, "waiting", method="on-account")

    book_charges(order, attempt, [charge_told("pending", reference="a")])
    book_charges(order, None, [charge_told("pending", reference="b")])

    found = Charge.objects.order_by("reference").values_list("method", "attempt")
    assert list(found) == [("on-account", attempt.pk), ("", None)]


def test_charge_of_another_order_is_neither_changed_nor_taken(order):
    charge_of(OrderFactory(), state="pending", captured=0)

    with pytest.raises(IntegrityError), transaction.atomic():
        book_charges(order, None, [charge_told("succeeded", captured=24)])

    assert (Charge.objects.get().state, Charge.objects.get().amount_captured) == ("pending", 0)
    assert order.charges.count() == 0


def test_source_says_what_has_come_and_what_has_gone(order):
    charge = charge_of(order, captured=20)
    refund_of(charge_of(OrderFactory(), "other"), "other", amount=7)
    for amount, state in enumerate(RefundState.values, start=1):
        refund_of(charge, state, state=state, amount=amount)

    refresh_source(order)

    gone = 1 + RefundState.values.index("succeeded")
    source = order.sources.get()
    assert (source.amount_debited, source.amount_refunded) == (20, gone)


def test_order_without_a_source_is_booked_all_the_same():
    order = OrderFactory()

    book_charges(order, None, [charge_told("succeeded", captured=24)])

    assert (balance_of(order).received, order.sources.count()) == (24, 0)


def test_only_the_promise_of_the_order_that_is_paid_is_kept():
    order, other = order_by(OnAccount()), order_by(OnAccount())
    ended = attempt_of(order, "cancelled", method="on-account")
    charge_of(order)

    mark_paid_if_settled(order)

    promise = order.payment_attempts.exclude(pk=ended.pk).get()
    ended.refresh_from_db()
    assert (promise.state, ended.state, other.payment_attempts.get().state) == (
        "succeeded",
        "cancelled",
        "authorised",
    )
    assert (order.status, Order.objects.get(pk=other.pk).status) == ("Paid", "Authorised")


def test_hold_on_a_card_is_no_promise_that_a_transfer_keeps(order):
    attempt_of(order, "authorised")
    charge_of(order)

    mark_paid_if_settled(order)

    assert (order.status, PaymentAttempt.objects.get().state) == ("Paid", "authorised")


@pytest.mark.parametrize(("captured", "status"), [("24.00", "Cancelled"), ("0.00", "Pending payment")])
def test_order_that_is_cancelled_or_due_is_not_settled(order, captured, status):
    Order.objects.update(status=status)
    order.refresh_from_db()
    charge_of(order, captured=Decimal(captured))

    mark_paid_if_settled(order)

    assert (Order.objects.get().status, order.paid_at, published("OrderPaid")) == (status, None, 0)


HELD = "Payment authorised; it is captured when the order ships."
LAPSED = "The authorisation has been released."
IN_PART = "Partially captured; the rest is still due."


@pytest.mark.parametrize(
    ("status", "told", "after", "note"),
    [
        ("Pending payment", "waiting", "Pending payment", None),
        ("Pending payment", "authorised", "Authorised", HELD),
        ("Pending payment", "cancelled", "Pending payment", None),
        ("Pending payment", "succeeded", "Pending payment", None),
        ("Authorised", "processing", "Authorised", None),
        ("Authorised", "cancelled", "Pending payment", LAPSED),
        ("Authorised", "succeeded", "Pending payment", IN_PART),
    ],
)
def test_order_that_is_due_follows_its_attempt(order, status, told, after, note):
    Order.objects.update(status=status)
    attempt, ended = attempt_of(order, "waiting"), attempt_of(order, "cancelled")

    found = book_payment(attempt, PaymentData(reference="pi", state=AttemptState(told)))

    last = order.notes.order_by("-pk").first()
    assert (found.status, Order.objects.get().status) == (after, after)
    assert (last.message if last else None) == note
    ended.refresh_from_db()
    assert (ended.reference, ended.checked_at) == (None, None)


@pytest.mark.parametrize(
    ("status", "captured"), [("Authorised", 24), ("Paid", 24), ("Dispatched", 24), ("Cancelled", 0)]
)
@pytest.mark.parametrize("told", ["authorised", "cancelled", "succeeded"])
def test_news_of_an_attempt_leave_a_paid_or_cancelled_order_alone(order, status, captured, told):
    charge_of(order, captured=captured)
    mark_paid_if_settled(order)
    Order.objects.update(status=status)
    notes, attempt = order.notes.count(), attempt_of(order, "waiting")

    found = book_payment(attempt, PaymentData(reference="pi", state=AttemptState(told)))

    assert (found.status, Order.objects.get().status) == (status, status)
    assert (order.notes.count(), PaymentAttempt.objects.get().state) == (notes, told)


@pytest.mark.parametrize("was", RefundState.values)
def test_refund_moves_forward_only_and_its_money_stays_once(order, was):
    """A refund of 5 beside another of 3: of both the charge knows, whatever is told of the one."""
    charge = charge_of(order)
    for told in RefundState.values:
        Refund.objects.all().delete()
        Charge.objects.update(amount_refunded=8 if was != "failed" else 3)
        Event.objects.all().delete()
        row = refund_of(charge, "a", state=was)

        for _time in range(2):
            book_refund(refund_told(told), refund=row)

        moves = was in ("requested", "pending") or (was, told) == ("succeeded", "failed")
        after = told if moves else was
        row.refresh_from_db()
        charge.refresh_from_db()
        gone = after == "succeeded" != was
        assert (row.state, charge.amount_refunded) == (after, 3 if after == "failed" else 8)
        assert (row.done_at is not None, published("OrderRefunded")) == (gone, int(gone))


@pytest.mark.parametrize(
    ("reference", "key", "found"),
    [
        ("re_b", "a", "b"),
        ("re_b", "", "b"),
        ("re_new", "a", "a"),
        ("re_new", "", "re_new"),
        ("re_new", "gone", "re_new"),
    ],
)
def test_refund_is_found_by_its_reference_then_by_our_key(order, reference, key, found):
    charge = charge_of(order)
    for name, known in (("a", None), ("b", "re_b"), ("", "re_c"), ("c", "re_d")):
        refund_of(charge, name, state="pending", reference=known, amount=1)

    row = book_refund(refund_told(reference=reference, key=key, charge="ch", amount=1))

    assert (row.key, row.reference, row.state) == (found, reference, "succeeded")
    assert Refund.objects.count() == (5 if found == "re_new" else 4)
    assert [other.state for other in Refund.objects.exclude(pk=row.pk)] == ["pending"] * (
        Refund.objects.count() - 1
    )


@pytest.mark.parametrize("told", [{"key": "a"}, {"key": "other"}])
def test_refund_of_a_share_is_found_by_itself_as_the_provider_has_one_charge(order, told):
    """By our key while its reference is not known, then by its reference."""
    charge_of(OrderFactory(), "ch+1")
    reference = None if told["key"] == "a" else "re_a"
    row = refund_of(charge_of(order, "ch+2"), "a", state="pending", reference=reference)

    assert book_refund(refund_told(reference="re_a", charge="ch", **told)) == row

    row.refresh_from_db()
    assert (row.reference, row.state, Refund.objects.count()) == ("re_a", "succeeded", 1)


def test_refund_told_by_its_charge_is_its_orders_and_of_an_unknown_charge_nobodys(order):
    stranger = OrderFactory()
    charge_of(order)
    charge_of(stranger, "other")

    assert book_refund(refund_told(reference="re_1", charge="nobodys")) is None
    assert (Refund.objects.count(), published("OrderRefunded")) == (0, 0)
    book_refund(refund_told(reference="re_2", charge="ch"))

    assert (balance_of(order).returned, balance_of(stranger).returned) == (5, 0)
    assert list(Charge.objects.order_by("pk").values_list("amount_refunded", flat=True)) == [5, 0]


def test_refund_at_hand_is_of_its_own_charge_whatever_the_provider_names(order):
    row = refund_of(charge_of(order), "a", state="requested")
    other = charge_of(OrderFactory(), "other")
    refund_of(other, "b", state="requested")

    assert book_refund(refund_told(charge="other"), refund=row) == row

    assert dict(Refund.objects.values_list("key", "state")) == {"a": "succeeded", "b": "requested"}


@pytest.mark.parametrize(
    ("amount", "told", "open_attempt", "after"),
    [
        (24, "succeeded", "", "Cancelled"),
        (24, "pending", "", "Cancelled"),
        (24, "succeeded", "waiting", "Paid"),
        (24, "succeeded", "cancelled", "Cancelled"),
        (23, "succeeded", "", "Paid"),
        (24, "requested", "", "Paid"),
    ],
)
def test_order_is_called_off_when_all_has_gone_and_no_money_can_come(
    order, amount, told, open_attempt, after
):
    charge_of(order)
    mark_paid_if_settled(order)
    if open_attempt:
        attempt_of(order, open_attempt)

    book_refund(refund_told(told, reference="re", charge="ch", amount=amount))

    assert (Order.objects.get().status, published("OrderCancelled")) == (after, int(after == "Cancelled"))


def test_refund_that_fails_calls_nothing_off(order):
    """More was sent back of it than came, by the provider's page."""
    charge = charge_of(order)
    mark_paid_if_settled(order)
    refund_of(charge, "all", amount=24)
    row = refund_of(charge, "a", state="requested")

    book_refund(refund_told("failed"), refund=row)

    assert (Order.objects.get().status, balance_of(order).kept) == ("Paid", 0)


def test_order_of_which_all_pieces_go_back_is_called_off_though_its_delivery_is_kept():
    order = order_by(BankTransfer())
    Order.objects.update(shipping_incl_tax=6, total_incl_tax=30)
    book_transfer(order, amount=Decimal(30), reference="all")

    request_refund(order, key="a", pieces={order.lines.get().pk: 1})

    assert (Order.objects.get().status, balance_of(Order.objects.get()).kept) == ("Cancelled", 6)
