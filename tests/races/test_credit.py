"""Many at once on one credit limit and one payment of invoices: never exceeded, none lost, none twice."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction

from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.payments.gateways import ChargeData, PaymentData
from shop.payments.manual_payments import mark_as_paid
from shop.payments.models import Charge
from shop.payments.states import AttemptState, ChargeState
from shop.trade_credit.invoice_payments import Wanted, book, start
from shop.trade_credit.models import CreditEntry, InvoicePayment, Receivable
from shop.trade_credit.services import settle
from tests.shop.checkout.race import at_once
from tests.shop.factories import ProductFactory
from tests.shop.trade_credit.factories import buy, make_account, make_member

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
]
ORDERS, FIT = 30, 7


def try_to_buy(company, product):
    try:
        with transaction.atomic():
            buy(company, lines=[product])
    except OrderRefused:
        return False
    return True


def moved(account):
    return sum(
        CreditEntry.objects.filter(account=account).exclude(kind="allocate").values_list("amount", flat=True)
    )


def test_thirty_orders_never_exceed_one_limit_and_none_is_lost():
    account = make_account(limit="180.00")
    product = ProductFactory(num_in_stock=ORDERS, price="24.00")
    buy(make_account().company)  # what is made once (a country, a site, a source type) is there

    done = at_once([partial(try_to_buy, account.company, product) for _each in range(ORDERS)])

    account.refresh_from_db()
    assert sorted(done) == [False] * (ORDERS - FIT) + [True] * FIT
    assert account.used == moved(account) == FIT * Decimal("24.00")
    mine = Receivable.objects.filter(account=account)
    assert (mine.count(), Order.objects.filter(company=account.company).count()) == (FIT, FIT)


def test_payments_and_their_tellers_at_once_free_the_limit_once():
    account = make_account(limit="500.00")
    orders = [buy(account.company) for _each in range(5)]
    for order in orders:
        mark_as_paid(order, amount=Decimal("10.00"))

    results = at_once([partial(settle, order) for order in orders for _twice in range(3)])

    account.refresh_from_db()
    assert all(isinstance(result, Receivable) for result in results), results
    assert account.used == moved(account) == 5 * Decimal("14.00")
    assert CreditEntry.objects.filter(kind="payment").count() == 5


def test_webhook_and_browser_at_once_book_each_share_once():
    company = make_account(limit="500.00").company
    orders = [buy(company), buy(company)]
    payment = start(
        company,
        [Wanted(order=order) for order in orders],
        method=InvoicePayment.Method.TRANSFER,
        user=make_member(company),
        key="k",
    )
    amount = Decimal("48.00")
    charge = ChargeData(reference="ch_1", state=ChargeState.SUCCEEDED, amount=amount, amount_captured=amount)
    fact = PaymentData(reference="pi_1", state=AttemptState.SUCCEEDED, charges=[charge])

    results = at_once([partial(book, InvoicePayment.objects.get(pk=payment.pk), fact) for _each in range(6)])

    assert all(isinstance(result, InvoicePayment) for result in results), results
    assert sorted(Charge.objects.values_list("amount_captured", flat=True)) == [24, 24]


def test_double_click_begins_one_payment():
    company = make_account(limit="500.00").company
    order, user = buy(company), make_member(company)
    begin = partial(
        start, company, [Wanted(order=order)], method=InvoicePayment.Method.TRANSFER, user=user, key="k"
    )

    results = at_once([begin] * 6)

    assert {getattr(result, "pk", result) for result in results} == {InvoicePayment.objects.get().pk}
