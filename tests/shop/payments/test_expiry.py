"""Which orders have waited too long for their money."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.expiry import expire_orders, overdue_orders
from shop.payments.models import Charge
from shop.trade_credit.on_account import OnAccount
from tests.shop.factories import OrderFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db


def placed(method, *, hours, status="Pending payment"):
    order = order_by(method)
    Order.objects.filter(pk=order.pk).update(
        date_placed=timezone.now() - timedelta(hours=hours), status=status
    )
    return order


def money(order, amount, **more):
    Charge.objects.create(
        order=order,
        reference=f"{order.number}-{Charge.objects.count()}",
        amount=24,
        amount_captured=amount,
        currency="EUR",
        **more,
    )


@pytest.fixture(autouse=True)
def hours(settings):
    settings.KILN_PAYMENT_EXPIRY_HOURS = {"card": 2, "bank-transfer": 48, "on-account": None}


def test_overdue_are_those_that_waited_longer_than_their_method_allows_the_oldest_first():
    card = placed(CardPayment(), hours=3)
    placed(CardPayment(), hours=1)
    transfer = placed(BankTransfer(), hours=49)
    placed(BankTransfer(), hours=47)
    placed(OnAccount(), hours=1000)
    OrderFactory(date_placed=timezone.now() - timedelta(hours=1000))

    assert list(overdue_orders(timezone.now())) == [transfer, card]


@pytest.mark.parametrize("status", ["Authorised", "Paid", "Dispatched", "Complete", "Cancelled"])
def test_order_that_does_not_wait_for_money_is_never_overdue(status):
    placed(CardPayment(), hours=3, status=status)

    assert list(overdue_orders(timezone.now())) == []


def test_money_that_has_come_keeps_its_own_order_alive_and_a_refused_card_does_not():
    alive, refused, bare = (placed(CardPayment(), hours=hours) for hours in (5, 4, 3))
    money(alive, 1, state="succeeded")
    money(refused, 0, state="failed")
    money(refused, 0, state="failed")

    assert list(overdue_orders(timezone.now())) == [refused, bare]


def test_order_that_has_a_part_of_its_money_is_left_with_the_others_called_off():
    alive, bare = placed(BankTransfer(), hours=99), placed(BankTransfer(), hours=98)
    money(alive, 1, state="succeeded")

    assert expire_orders() == 1

    assert dict(Order.objects.values_list("pk", "status")) == {
        alive.pk: "Pending payment",
        bare.pk: "Cancelled",
    }
