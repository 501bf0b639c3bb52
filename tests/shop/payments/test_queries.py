"""What is read of the ledger: the rows of this order, in these states, and no others."""

from decimal import Decimal

import pytest
from django.utils import timezone

from shop.order.models import Order
from shop.payments.card import CardPayment
from shop.payments.models import Charge, GatewayEvent, PaymentAttempt, Refund, RefundLine
from shop.payments.queries import (
    Balance,
    attempts_to_check,
    balance_of,
    cancelled_quantities,
    goods_money_returned,
    is_payment_guaranteed,
    last_failure_of,
    may_try_again,
    open_attempt_of,
    refundable_charges,
    refunded_quantities,
    refunded_shipping,
    refunds_to_send,
    unprocessed_events,
)
from shop.payments.states import AttemptState, ChargeState, RefundState
from tests.shop.factories import OrderFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
NOTHING_YET, WRITTEN_OFF = "Unpaid", "Written off"


@pytest.fixture
def orders():
    """Two orders of 24.00 EUR each, to be paid by card."""
    return order_by(CardPayment()), order_by(CardPayment())


def attempt(order, state, key=""):
    return PaymentAttempt.objects.create(
        order=order, method="card", key=key or f"{order.pk}-{state}", amount=24, currency="EUR", state=state
    )


def charge(order, reference, *, captured=24, refunded=0, state=ChargeState.SUCCEEDED):
    return Charge.objects.create(
        order=order,
        reference=reference,
        method="card",
        amount=24,
        amount_captured=captured,
        amount_refunded=refunded,
        currency="EUR",
        state=state,
    )


def refund(paid, key, amount, *, state=RefundState.SUCCEEDED, shipping=0, pieces=0, excess=0):
    row = Refund.objects.create(
        order=paid.order,
        charge=paid,
        key=key,
        amount=amount,
        shipping=shipping,
        excess=excess,
        currency="EUR",
        state=state,
    )
    if pieces:
        RefundLine.objects.create(
            refund=row, line=paid.order.lines.first(), quantity=pieces, amount=amount - shipping
        )
    return row


@pytest.mark.parametrize(
    ("received", "returned", "excess", "written_off", "words"),
    [
        (0, 0, 0, 0, NOTHING_YET),
        (10, 0, 0, 0, "Partially paid"),
        (24, 0, 0, 0, "Paid in full"),
        (20, 0, 0, 4, WRITTEN_OFF),
        (0, 0, 0, 24, WRITTEN_OFF),
        (25, 0, 0, 0, "Overpaid"),
        (25, 1, 0, 0, "Overpaid"),
        (25, 1, 1, 0, "Paid in full"),
        (25, 3, 1, 0, "Partially refunded"),
        (24, 24, 0, 0, "Fully refunded"),
        (20, 10, 0, 4, "Partially refunded"),
    ],
)
def test_balance_says_how_far_an_order_is_paid(received, returned, excess, written_off, words):
    sums = {"received": received, "returned": returned, "excess": excess, "written_off": written_off}

    balance = Balance(total=Decimal(24), **{name: Decimal(value) for name, value in sums.items()})

    assert balance.status_text == words


def test_balance_counts_what_is_on_its_way_back_and_not_what_failed(orders):
    paid = charge(orders[0], "a")
    for number, state in enumerate(RefundState.values, start=1):
        refund(paid, state, number, state=state)
    refund(charge(orders[1], "b"), "other", 20)

    assert [balance_of(order).returned for order in orders] == [1 + 2 + 3, 20]


@pytest.mark.parametrize("state", AttemptState.values)
def test_only_a_hold_or_a_promise_for_this_order_promises_it(orders, state):
    attempt(orders[0], state)
    attempt(orders[1], "authorised")

    assert is_payment_guaranteed(orders[0]) == (state == "authorised")


@pytest.mark.parametrize("state", AttemptState.values)
def test_open_attempt_is_one_of_this_order_from_which_money_may_come(orders, state):
    attempt(orders[1], "waiting")
    mine = attempt(orders[0], state)

    assert open_attempt_of(orders[0]) == (None if state in ("succeeded", "cancelled") else mine)


def test_attempts_to_check_are_those_whose_end_is_not_seen():
    rows = {state: attempt(OrderFactory(), state) for state in AttemptState.values}

    assert set(attempts_to_check()) == set(rows.values()) - {rows["succeeded"], rows["cancelled"]}


def test_last_failure_is_the_latest_refusal_of_this_order(orders):
    charge(orders[0], "a", captured=0, state=ChargeState.FAILED)
    latest = charge(orders[0], "b", captured=0, state=ChargeState.FAILED)
    charge(orders[0], "c")
    charge(orders[1], "d", captured=0, state=ChargeState.FAILED)

    assert last_failure_of(orders[0]) == latest


@pytest.mark.parametrize(("refusals", "may"), [(0, True), (1, True), (2, False), (3, False)])
def test_so_many_refusals_of_this_order_are_allowed(orders, settings, refusals, may):
    settings.KILN_PAYMENT_MOST_TRIES = 2
    for number in range(refusals):
        charge(orders[0], f"a{number}", captured=0, state=ChargeState.FAILED)
    for number, state in enumerate(set(ChargeState.values) - {"failed"}):
        charge(orders[0], f"b{number}", captured=0, state=state)
    for number in range(3):
        charge(orders[1], f"c{number}", captured=0, state=ChargeState.FAILED)

    assert may_try_again(orders[0]) == may


def test_what_is_left_of_the_charges_of_this_order_can_go_back(orders):
    first, _spent = charge(orders[0], "a", refunded=4), charge(orders[0], "b", refunded=24)
    latest = charge(orders[0], "c", captured=10, refunded=9)
    charge(orders[0], "d", captured=0, state=ChargeState.AUTHORISED)
    charge(orders[1], "e")

    assert refundable_charges(orders[0]) == [(latest, 1), (first, 20)]


def test_refunds_to_send_are_those_whose_answer_is_not_known(orders):
    paid = charge(orders[0], "a")
    for state in RefundState.values:
        refund(paid, state, 1, state=state)

    assert {row.state for row in refunds_to_send()} == {"requested", "pending"}


def test_pieces_and_delivery_that_went_back_are_this_orders_and_not_what_failed(orders):
    paid, line = charge(orders[0], "a"), orders[0].lines.get()
    refund(paid, "pieces", 10, pieces=1, shipping=3)
    refund(paid, "more", 5, pieces=2, shipping=1, state=RefundState.PENDING)
    refund(paid, "refused", 7, pieces=4, shipping=2, state=RefundState.FAILED)
    refund(paid, "extra", 1)
    refund(charge(orders[1], "b"), "other", 9, pieces=5, shipping=5)

    assert refunded_quantities(orders[0]) == {line.pk: (3, 7 + 4)}
    assert cancelled_quantities(orders[0]) == {line.pk: 3}
    assert refunded_shipping(orders[0]) == 4


def test_money_of_goods_is_what_has_gone_without_delivery_and_what_came_too_much(orders):
    first, _more = charge(orders[0], "a"), charge(orders[0], "b", captured=2)
    refund(first, "gone", 10, shipping=3, excess=2)
    for state in ("requested", "pending", "failed"):
        refund(first, state, 4, state=state)
    refund(charge(orders[1], "c"), "other", 24)

    assert [goods_money_returned(order) for order in orders] == [10 - 3 - 2, 24]


def test_goods_never_return_less_than_nothing(orders):
    refund(charge(orders[0], "a"), "gone", 1, excess=1)
    charge(orders[0], "b", captured=2)

    assert goods_money_returned(Order.objects.get(pk=orders[0].pk)) == 0


def test_events_to_process_are_those_that_are_not():
    now = timezone.now()
    rows = [
        GatewayEvent.objects.create(reference=name, kind="x", subject="y", told_at=now, processed_at=done)
        for name, done in [("a", None), ("b", now), ("c", None)]
    ]

    assert list(unprocessed_events()) == [rows[0], rows[2]]
