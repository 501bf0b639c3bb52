"""Collecting less than what is held, once or several times."""

from decimal import Decimal

import pytest

from shop.fulfilment.services import dispatch
from shop.order.models import Order
from shop.payments.card import CardPayment
from shop.payments.exceptions import NotPayableError
from shop.payments.models import Charge, PaymentAttempt
from shop.payments.queries import balance_of, held_on
from shop.payments.services import cancel, capture_part, check_payment, start_payment
from tests.shop.payments.kit import confirm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


@pytest.fixture
def hold(simulator, settings):
    """Hold the 24.00 of an order on a card; with `several` it can be collected in parts."""
    settings.KILN_STRIPE_CAPTURE = "manual"

    def held(order, *, several):
        settings.KILN_STRIPE_MULTICAPTURE = several
        attempt, _fact = start_payment(order, CardPayment())
        confirm(simulator, attempt.reference)
        return check_payment(order)

    return held


def stands(order):
    order = Order.objects.get(pk=order.pk)
    balance = balance_of(order)
    return order.status, balance.received, balance.outstanding


def test_parts_add_up_while_the_rest_stays_held(order, hold):
    order = hold(order, several=True)

    capture_part(order, Decimal("10.00"), key="a")
    assert stands(order) == ("Authorised", 10, 14)
    capture_part(order, Decimal("4.00"), key="b")
    assert (stands(order), held_on(PaymentAttempt.objects.get())) == (("Authorised", 14, 10), 10)

    capture_part(order, Decimal("10.00"), key="c")

    assert stands(order) == ("Paid", 24, 0)
    assert [(charge.state, charge.amount_captured) for charge in Charge.objects.all()] == [("succeeded", 24)]


def test_same_key_collects_once(order, hold):
    order = hold(order, several=True)

    for _double in range(2):
        capture_part(order, Decimal("10.00"), key="a")

    assert stands(order) == ("Authorised", 10, 14)
    assert [note.message for note in order.notes.filter(message__contains="part")] == [
        "Captured in part: €10.00."
    ]


def test_same_key_collects_once_when_the_part_is_half(order, hold):
    order = hold(order, several=True)

    for _double in range(2):
        capture_part(order, Decimal("12.00"), key="a")

    assert stands(order) == ("Authorised", 12, 12)


def test_first_shipment_collects_what_is_left(order, hold):
    order = hold(order, several=True)
    capture_part(order, Decimal("10.00"), key="a")

    dispatch(order)

    assert stands(order) == ("Dispatched", 24, 0)


def test_order_waits_for_the_rest_where_the_card_allows_one_capture(order, hold):
    order = hold(order, several=False)

    capture_part(order, Decimal("10.00"), key="a")

    assert stands(order) == ("Pending payment", 10, 14)
    assert PaymentAttempt.objects.get().state == "succeeded"


@pytest.mark.parametrize("amount", ["0", "-1", "24.01", "1.001"])
def test_no_more_than_is_held_and_nothing_odd(order, hold, amount):
    order = hold(order, several=True)

    with pytest.raises(NotPayableError):
        capture_part(order, Decimal(amount), key="a")

    assert stands(order) == ("Authorised", 0, 24)


def test_nothing_held_nothing_collected(order):
    with pytest.raises(NotPayableError):
        capture_part(order, Decimal("1.00"), key="a")


def test_cancelling_releases_the_rest_and_sends_the_part_back(order, hold, simulator):
    order = hold(order, several=True)
    capture_part(order, Decimal("10.00"), key="a")

    cancel(order)

    order = Order.objects.get(pk=order.pk)
    (intent,) = simulator.store.objects["payment_intent"].values()
    assert (order.status, balance_of(order).kept, intent["status"]) == ("Cancelled", 0, "succeeded")
    assert intent["amount_capturable"] == 0
