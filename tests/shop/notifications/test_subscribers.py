from decimal import Decimal

import pytest

from shop.mail.models import Mail
from shop.notifications.subscribers import (
    on_order_cancelled,
    on_order_dispatched,
    on_order_placed,
    on_order_refunded,
    on_payment_failed,
)
from shop.order.events import OrderCancelled, OrderDispatched, OrderPlaced
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.payments.bank_transfer import BankTransfer
from shop.payments.events import OrderRefunded, PaymentFailed
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import request_refund
from tests.shop.factories import OrderFactory, ProductFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def kinds():
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def test_who_could_not_pay_is_told_once_however_often_they_try():
    order = OrderFactory(guest_email="ada@example.com")

    for charge in (1, 2):
        on_payment_failed(PaymentFailed(order_id=order.pk, charge_id=charge))

    assert kinds() == ["order-payment-problem"]


def test_a_failure_heard_of_after_the_order_was_cancelled_is_not_told():
    order = OrderFactory(guest_email="ada@example.com")
    Order.objects.update(status=CANCELLED)

    on_payment_failed(PaymentFailed(order_id=order.pk, charge_id=1))

    assert kinds() == []


def test_each_refund_is_told_once():
    order = order_by(BankTransfer(), lines=[(ProductFactory(price="10.00"), 3)])
    book_transfer(order, amount=Decimal("30.00"), reference="first")
    refunds = [*request_refund(order, key="a", extra=Decimal("12.00"))]
    refunds += request_refund(order, key="b", extra=Decimal("3.00"))

    for refund in [*refunds, *refunds]:
        on_order_refunded(OrderRefunded(order_id=order.pk, refund_id=refund.pk))

    assert kinds() == ["order-refund", "order-refund"]


@pytest.mark.parametrize(
    ("subscriber", "event", "kind"),
    [
        (on_order_placed, OrderPlaced, "order-confirmation"),
        (on_order_cancelled, OrderCancelled, "order-cancellation"),
        (on_order_dispatched, OrderDispatched, "order-dispatch"),
    ],
)
def test_mail_is_about_the_order_of_the_event(subscriber, event, kind):
    orders = [OrderFactory(guest_email=f"buyer{number}@example.com") for number in range(3)]

    for _delivery in range(2):
        subscriber(event(order_id=orders[1].pk))

    assert list(Mail.objects.values_list("kind", "to")) == [(kind, "buyer1@example.com")]
