from decimal import Decimal

import pytest

from shop.payments.bank_transfer import BankTransfer
from shop.payments.manual import ManualGateway
from shop.payments.manual_payments import book_transfer
from shop.payments.models import PaymentAttempt
from shop.payments.refunds import confirm_manual_refund, request_refund
from shop.trade_credit.on_account import OnAccount
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def test_each_promise_stands_as_it_is_written_down():
    first, second = order_by(OnAccount()), order_by(OnAccount())
    PaymentAttempt.objects.filter(order=second).update(state="succeeded")

    facts = [ManualGateway().status(order.number) for order in (first, second)]

    assert [(fact.reference, fact.state) for fact in facts] == [
        (first.number, "authorised"),
        (second.number, "succeeded"),
    ]
    assert ManualGateway().capture(second.number) == facts[1]


def test_refund_waits_until_staff_have_sent_it():
    order = order_by(BankTransfer())
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    refund = request_refund(order, key="a", extra=Decimal(5))[0]
    assert (refund.state, refund.reference) == ("pending", None)

    done = confirm_manual_refund(refund, reference="bank-7")

    assert (done.pk, done.state, done.reference) == (refund.pk, "succeeded", "a/1:bank-7")
