from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.exceptions import RefundRefusedError
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Charge, Refund
from shop.payments.queries import balance_of
from shop.payments.refunds import (
    claim_for_refund,
    line_share,
    refund_everything,
    refunds_written,
    request_refund,
    send_refunds,
)
from shop.payments.services import check_payment, start_payment
from tests.crm_core.factories import staff_with
from tests.shop.factories import ProductFactory
from tests.shop.payments.kit import confirm, order_by

PENNY = Decimal("0.01")


@given(
    cents=st.integers(0, 10_000_000),
    portions=st.lists(st.integers(1, 30), min_size=1, max_size=8),
    currency=st.sampled_from(["EUR", "JPY", "USD"]),
)
def test_all_pieces_add_up_to_what_was_paid(cents, portions, currency):
    total = Decimal(cents) if currency == "JPY" else Decimal(cents).scaleb(-2)
    pieces = sum(portions)

    shares, before = [], 0
    for portion in portions:
        shares.append(line_share(total, pieces=portion, before=before, of=pieces, currency=currency))
        before += portion

    assert sum(shares) == total
    assert all(share >= 0 for share in shares)


@pytest.fixture
def order(db):
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="10.00"), 3)])
    book_transfer(order, amount=Decimal("20.00"), reference="first")
    book_transfer(order, amount=Decimal("10.00"), reference="second")
    return order


def test_refund_takes_the_latest_charge_first_and_then_the_next(order):
    refunds = request_refund(order, key="a", extra=Decimal("12.00"))

    assert [(row.charge.reference, row.amount) for row in refunds] == [
        ("second", Decimal("10.00")),
        ("first", Decimal("2.00")),
    ]
    assert balance_of(order).kept == Decimal("18.00")


def test_same_key_sends_nothing_twice(order):
    first = request_refund(order, key="a", extra=Decimal("12.00"))

    assert request_refund(order, key="a", extra=Decimal("12.00")) == first
    assert Refund.objects.count() == 2


@pytest.mark.parametrize("amount", ["0", "-1", "30.01"])
def test_what_has_not_come_does_not_go_back(order, amount):
    with pytest.raises(RefundRefusedError):
        request_refund(order, key="a", extra=Decimal(amount))

    assert Refund.objects.count() == 0


def test_delivery_that_cost_nothing_is_not_sent_back(order):
    with pytest.raises(RefundRefusedError):
        request_refund(order, key="a", shipping=PENNY)


def test_transfer_told_twice_is_booked_once(order):
    book_transfer(order, amount=Decimal("10.00"), reference="second")

    assert balance_of(order).received == Decimal("30.00")
    assert order.status == "Paid"


@hypothesis_settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(
        st.tuples(st.integers(1, 99_999), st.integers(1, 7), st.integers(0, 7)), min_size=1, max_size=3
    ),
)
def test_refund_of_all_parts_is_all_that_was_paid(db, pieces):
    """Piece by piece in two portions, and the delivery: to the penny what came, and nothing is left."""
    bought = [
        (ProductFactory(price=str(Decimal(cents).scaleb(-2))), number) for cents, number, _first in pieces
    ]
    order = order_by(BankTransfer(), lines=bought)
    book_transfer(order, amount=order.total_incl_tax, reference=f"all-{order.pk}")
    lines = list(order.lines.order_by("pk"))
    first = {
        line.pk: min(now, line.quantity) for line, (_c, _n, now) in zip(lines, pieces, strict=True) if now
    }
    rest = {line.pk: line.quantity - first.get(line.pk, 0) for line in lines}

    sent = []
    if first:
        sent += request_refund(order, key=f"{order.pk}-first", pieces=first)
    sent += (
        request_refund(order, key=f"{order.pk}-rest", pieces=rest, shipping=order.shipping_incl_tax)
        if any(rest.values()) or order.shipping_incl_tax
        else []
    )

    assert sum(refund.amount for refund in sent) == order.total_incl_tax
    assert (balance_of(order).kept, balance_of(order).status_text) == (0, "Fully refunded")


@pytest.mark.parametrize("part", ["shipping", "extra"])
def test_what_the_currency_cannot_pay_does_not_go_back(db, part):
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="1000.00"), 1)])
    type(order).objects.filter(pk=order.pk).update(currency="JPY", shipping_incl_tax=5)
    order.refresh_from_db()
    book_transfer(order, amount=Decimal(1000), reference="first")

    with pytest.raises(RefundRefusedError):
        request_refund(order, key="a", **{part: Decimal("0.50")})
    assert Refund.objects.count() == 0


def test_charge_that_was_sent_back_meanwhile_has_nothing_to_take(order):
    seen, stale = (Charge.objects.get(reference="first") for _copy in range(2))
    claim_for_refund(seen, Decimal("15.00"))

    with pytest.raises(RefundRefusedError):
        claim_for_refund(stale, Decimal("5.01"))

    claim_for_refund(stale, Decimal("5.00"))
    assert Charge.objects.get(reference="first").amount_refunded == Decimal("20.00")


def test_pieces_of_another_order_are_not_sent_back(order):
    stranger = order_by(BankTransfer()).lines.get()

    for pieces in ({stranger.pk: 1}, {order.lines.get().pk: -1}, {order.lines.get().pk: 4}):
        with pytest.raises(RefundRefusedError):
            request_refund(order, key="a", pieces=pieces)

    assert Refund.objects.count() == 0


def test_delivery_is_sent_back_once(order):
    Order.objects.update(shipping_incl_tax=Decimal("6.00"))
    request_refund(order, key="a", shipping=Decimal("5.00"))

    for wrong in ("1.01", "-1.00"):
        with pytest.raises(RefundRefusedError):
            request_refund(order, key="b", shipping=Decimal(wrong), extra=Decimal(2))

    assert [row.shipping for row in request_refund(order, key="c", shipping=Decimal("1.00"))] == [1]
    assert Refund.objects.count() == 2


def test_refund_over_two_charges_names_the_delivery_once(order):
    Order.objects.update(shipping_incl_tax=Decimal("12.00"))

    refunds = request_refund(order, key="a", shipping=Decimal("12.00"), extra=Decimal("1.00"))

    assert [(row.amount, row.shipping) for row in refunds] == [(10, 10), (3, 2)]


def test_who_may_send_money_back_is_noted_with_it(order):
    clerk = staff_with("payments.add_refund")

    refund = request_refund(order, key="a", extra=Decimal(1), by=clerk)[0]

    assert (refund.by, refund.amount) == (clerk, 1)


def test_request_of_another_order_or_with_a_longer_key_is_not_this_one(order):
    other = order_by(BankTransfer())
    sent = request_refund(order, key="a", extra=Decimal("12.00"))
    longer = request_refund(order, key="a-b", extra=Decimal(1))

    assert (refunds_written(order, "a"), refunds_written(order, "a-b")) == (sent, longer)
    assert (refunds_written(other, "a"), refunds_written(order, "b")) == ([], [])


@pytest.mark.parametrize("count", [-1, 2])
def test_pieces_beyond_what_was_bought_are_not_covered_by_what_came_too_much(order, count):
    line = order.lines.get().pk
    book_transfer(order, amount=Decimal("50.00"), reference="too-much")
    request_refund(order, key="a", pieces={line: 2})

    with pytest.raises(RefundRefusedError, match="That many items"):
        request_refund(order, key="b", pieces={line: count}, extra=Decimal("20.00"))

    assert (Refund.objects.count(), balance_of(order).kept, order.lines.get().num_cancelled) == (1, 60, 2)


def test_line_of_which_no_piece_goes_back_is_left_out(order):
    refund = request_refund(order, key="a", pieces={order.lines.get().pk: 0}, extra=Decimal(5))[0]

    assert (refund.amount, refund.lines.count(), order.lines.get().num_cancelled) == (5, 0, 0)


def test_money_is_taken_from_its_charge_only(order):
    claim_for_refund(Charge.objects.get(reference="second"), Decimal("10.00"))

    assert dict(Charge.objects.values_list("reference", "amount_refunded")) == {"first": 0, "second": 10}


def test_all_that_is_kept_is_written_down_once(order):
    request_refund(order, key="a", extra=Decimal("12.00"))

    refunds = refund_everything(order)

    assert [(row.key, row.amount) for row in refunds] == [(f"{order.number}-refund-3/1", 18)]
    assert (refund_everything(order), balance_of(order).kept) == ([], 0)


@pytest.mark.django_db
def test_refund_that_was_sent_is_not_asked_for_again(simulator):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)
    refunds = request_refund(order, key="a", extra=Decimal(5))
    simulator.api.seen.clear()

    send_refunds(refunds)

    assert request_refund(order, key="a", extra=Decimal(5)) == refunds
    assert ([row.state for row in refunds], simulator.api.seen) == (["succeeded"], [])


@pytest.mark.django_db
def test_refusal_of_the_provider_is_booked_and_the_money_is_kept(simulator):
    order = order_by(CardPayment())
    attempt, _fact = start_payment(order, CardPayment())
    confirm(simulator, attempt.reference)
    check_payment(order)
    simulator.store.objects["charge"].clear()

    refund = request_refund(order, key="a", extra=Decimal(5))[0]

    assert (refund.state, balance_of(order).kept) == ("failed", 24)
