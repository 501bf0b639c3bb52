"""What buyers are told of their money, and the move that needs money to give back."""

from decimal import Decimal

import pytest

from shop.order_statuses import CANCELLED
from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual_payments import book_transfer
from shop.payments.models import Charge, Refund
from shop.payments.move_guards import GUARDS
from shop.payments.states import RefundState
from shop.payments.status_text import payment_status_text
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def order_with(*, received="0", returned="0", is_cancelled=False):
    """An order of 24.00 EUR by bank transfer of which so much has come and gone back."""
    order = order_by(BankTransfer())
    if Decimal(received):
        book_transfer(order, amount=Decimal(received), reference="first")
    if Decimal(returned):
        charge = Charge.objects.get(order=order)
        Refund.objects.create(
            order=order,
            charge=charge,
            amount=Decimal(returned),
            currency="EUR",
            state=RefundState.SUCCEEDED,
            key="a",
        )
    if is_cancelled:
        order.status = CANCELLED
    return order


@pytest.mark.parametrize(
    ("money", "told"),
    [
        ({}, ""),
        ({"received": "10.00"}, "€10.00 received, €14.00 still due."),
        ({"received": "24.00"}, ""),
        ({"received": "24.00", "returned": "4.00"}, "€4.00 of your payment will be refunded."),
        (
            {"received": "24.00", "returned": "24.00"},
            "Your full payment of €24.00 will be refunded to the original payment method.",
        ),
        ({"is_cancelled": True}, "Nothing was charged."),
        ({"received": "10.00", "is_cancelled": True}, "Your payment will be refunded."),
    ],
)
def test_what_a_buyer_is_told(money, told):
    assert payment_status_text(order_with(**money)) == told


@pytest.mark.parametrize("money", [{}, {"received": "24.00", "returned": "24.00"}])
def test_nothing_is_refunded_where_nothing_is_kept(money):
    order = order_with(**money)

    assert GUARDS["keeps_money"].refusals([order]) == {order.pk: "There is nothing to refund."}


def test_what_is_kept_can_be_refunded():
    assert GUARDS["keeps_money"].refusals([order_with(received="0.01")]) == {}
