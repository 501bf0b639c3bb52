"""A refund or dispute of a payment of several orders: each order's part of it, once."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shop.payments.gateways import DisputeData
from shop.payments.joint import book_share
from shop.payments.joint_returns import book_joint_dispute, book_joint_refund
from shop.payments.models import Charge, Dispute, Refund
from shop.payments.queries import balance_of
from tests.shop.payments.kit import refund_told
from tests.shop.trade_credit.factories import buy, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders():
    company = make_account(limit="500").company
    orders = [buy(company), buy(company), buy(company)]
    for order in orders:
        book_share(order, amount=order.total_incl_tax, reference="ch", method="card", label="visa")
    return orders


def told(amount, **more):
    return refund_told(amount=Decimal(amount), reference="re", charge="ch", **more)


def kept(orders):
    return [balance_of(order).kept for order in orders]


def notes(orders):
    return [order.notes.filter(message__contains="payment of several orders").count() for order in orders]


def test_all_of_it_goes_back_to_each_order_once(orders):
    for _twice in range(2):
        assert len(book_joint_refund(told(72))) == 3

    assert kept(orders) == [0, 0, 0]
    assert [row.amount for row in Refund.objects.all()] == [24, 24, 24]
    assert notes(orders) == [0, 0, 0]


def test_the_very_amount_of_one_order_alone_is_that_order(orders):
    Charge.objects.filter(order=orders[0]).update(amount_refunded=4)
    Charge.objects.filter(order=orders[2]).update(amount_refunded=4)

    book_joint_refund(told(24))

    assert [row.order for row in Refund.objects.all()] == [orders[1]]
    assert notes(orders) == [0, 0, 0]


def test_any_other_amount_begins_with_the_first_order_and_says_so(orders):
    for state in ("pending", "succeeded", "succeeded"):
        book_joint_refund(told(30, state=state))

    assert [(row.order, row.amount, row.state) for row in Refund.objects.order_by("pk")] == [
        (orders[0], 24, "succeeded"),
        (orders[1], 6, "succeeded"),
    ]
    assert kept(orders) == [0, 18, 24]
    assert notes(orders) == [1, 1, 0]


def test_what_fails_is_kept_again(orders):
    book_joint_refund(told(30))
    book_joint_refund(told(30, state="failed"))

    assert kept(orders) == [24, 24, 24]


def test_more_than_came_is_never_counted_as_gone(orders):
    book_joint_refund(told(100))

    assert kept(orders) == [0, 0, 0]


def test_a_charge_of_somebody_else_is_not_for_us(orders):
    assert book_joint_refund(refund_told(amount=5, reference="re", charge="other")) == []
    assert book_joint_refund(refund_told(amount=5, reference="re", charge="")) == []


def test_a_lost_dispute_takes_from_each_order_its_part(orders):
    now = datetime(2026, 11, 1, tzinfo=UTC)
    dispute = DisputeData(
        reference="dp",
        charge="ch",
        payment="pi",
        state="lost",
        amount=Decimal(72),
        currency="EUR",
        reason="fraudulent",
        opened_at=now,
        due_at=None,
    )

    for _twice in range(2):
        assert len(book_joint_dispute(dispute)) == 3

    assert kept(orders) == [0, 0, 0]
    assert Dispute.objects.count() == 3
