from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shop.payments.bank_transfer import BankTransfer
from shop.payments.by_hand import book_transfer
from shop.payments.exceptions import RefundRefusedError
from shop.payments.models import Refund
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund, share_of
from tests.shop.factories import ProductFactory
from tests.shop.payments.kit import order_by

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
        shares.append(share_of(total, pieces=portion, before=before, of=pieces, currency=currency))
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
