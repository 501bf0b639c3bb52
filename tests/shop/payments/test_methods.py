from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from shop.order.models import Order
from shop.payments.bank_transfer import BankTransfer
from shop.payments.card import CardPayment
from shop.payments.manual_payments import book_transfer
from shop.payments.methods import (
    PaymentMethod,
    available_methods,
    method_to_pay_by,
    payment_method_of,
    payment_methods,
)
from shop.trade_credit.on_account import OnAccount
from tests.shop.factories import OrderFactory
from tests.shop.payments.kit import order_by

pytestmark = pytest.mark.django_db
SourceType = get_model("payment", "SourceType")


class OnlySmallSums(PaymentMethod):
    code = "small"

    def is_available(self, *, total, currency, user):
        return total < 10


@pytest.fixture
def two_methods(settings):
    settings.KILN_PAYMENT_METHODS = [f"{__name__}.OnlySmallSums", "shop.payments.bank_transfer.BankTransfer"]
    payment_methods.cache_clear()
    yield
    payment_methods.cache_clear()


@pytest.mark.usefixtures("two_methods")
@pytest.mark.parametrize(
    ("total", "codes"), [("9.99", ["small", "bank-transfer"]), ("10.00", ["bank-transfer"])]
)
def test_methods_say_themselves_for_what_they_are(total, codes):
    methods = available_methods(total=Decimal(total), currency="EUR", user=None)

    assert [method.code for method in methods] == codes


def test_source_expects_the_whole_sum_and_has_received_nothing():
    source = BankTransfer().source_for(order_number="K26-X", total=Decimal("65.80"), currency="EUR")
    BankTransfer().source_for(order_number="K26-Y", total=Decimal(1), currency="EUR")

    assert (source.amount_allocated, source.amount_debited, source.reference) == (
        Decimal("65.80"),
        0,
        "K26-X",
    )
    assert SourceType.objects.count() == 1


def test_order_knows_how_it_is_paid():
    order = OrderFactory()
    assert payment_method_of(order) is None

    source = BankTransfer().source_for(
        order_number=order.number, total=order.total_incl_tax, currency=order.currency
    )
    source.order = order
    source.save()

    assert payment_method_of(order).code == "bank-transfer"


def test_bank_transfer_names_account_and_reference(settings):
    settings.KILN_BANK_ACCOUNT = "DE00 0000"
    order = OrderFactory()

    assert BankTransfer().instructions_for(order) == {"account": "DE00 0000", "reference": order.number}


def test_cards_are_offered_where_there_is_a_key(settings):
    offered = []
    for key in ("", "sk_test_x"):
        settings.KILN_STRIPE_SECRET_KEY = key
        offered.append(CardPayment().is_available(total=Decimal(1), currency="EUR", user=None))

    assert offered == [False, True]


@pytest.mark.parametrize(
    ("method", "status", "code"),
    [
        (CardPayment(), "Pending payment", "card"),
        (CardPayment(), "Authorised", None),
        (OnAccount(), "Authorised", "on-account"),
        (OnAccount(), "Dispatched", "on-account"),
        (BankTransfer(), "Cancelled", None),
    ],
)
def test_money_is_asked_for_only_where_it_is_the_buyers_turn(method, status, code):
    order = order_by(method)
    Order.objects.update(status=status)

    found = method_to_pay_by(Order.objects.get())

    assert (found.code if found else None) == code
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    assert method_to_pay_by(Order.objects.get()) is None


def test_order_without_a_method_asks_for_nothing():
    order = OrderFactory()
    Order.objects.update(status="Authorised")

    assert method_to_pay_by(Order.objects.get(pk=order.pk)) is None


def test_method_that_is_gone_is_none(settings):
    order = order_by(BankTransfer())
    SourceType.objects.update(code="cheque")

    assert (payment_method_of(order), method_to_pay_by(order)) == (None, None)


def test_each_order_is_paid_by_its_own_method():
    orders = [order_by(method) for method in (CardPayment(), BankTransfer(), OnAccount())]

    assert [payment_method_of(order).code for order in orders] == ["card", "bank-transfer", "on-account"]
