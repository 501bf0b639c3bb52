"""One payment of several invoices: begun once, booked once for each order, whoever tells of it."""

from decimal import Decimal

import pytest

from shop.payments.card import CardPayment
from shop.payments.joint import book_share
from shop.payments.models import BankEntry, Charge, GatewayEvent
from shop.payments.queries import balance_of
from shop.payments.refunds import request_refund
from shop.payments.services import start_payment
from shop.payments.statements.services import import_statement, preview_statement
from shop.trade_credit.exceptions import InvoicePaymentError
from shop.trade_credit.invoice_payments import Wanted, authorise, cancel, check, look_after_payments, start
from shop.trade_credit.models import InvoiceAllocation, InvoicePayment
from tests.crm_core.factories import CompanyFactory
from tests.shop.payments.conftest import simulator, simulator_server
from tests.shop.payments.kit import confirm, events, order_by, post_webhook
from tests.shop.payments.statements.files import camt, entry
from tests.shop.trade_credit.factories import buy, make_account, make_member

__all__ = ["simulator", "simulator_server"]
pytestmark = pytest.mark.django_db(transaction=True)
CARD, TRANSFER = InvoicePayment.Method.CARD, InvoicePayment.Method.TRANSFER


@pytest.fixture
def company():
    return make_account(CompanyFactory(), limit="500").company


@pytest.fixture
def orders(company):
    return [buy(company), buy(company)]


def begin(company, orders, *, method=TRANSFER, key="k", amounts=None):
    wanted = [Wanted(order=order, amount=(amounts or {}).get(order.pk)) for order in orders]
    return start(company, wanted, method=method, user=make_member(company), key=key)


def kept(orders):
    return [balance_of(order).kept for order in orders]


def test_same_key_again_is_the_same_payment(company, orders):
    first, again = begin(company, orders), begin(company, orders)

    assert (first.pk, first.amount, InvoiceAllocation.objects.count()) == (again.pk, 48, 2)


def test_key_of_another_company_opens_nothing(company, orders):
    begin(company, orders)

    with pytest.raises(InvoicePaymentError):
        begin(CompanyFactory(), orders)


@pytest.mark.parametrize("amount", ["24.01", "0", "1.001"])
def test_amount_that_is_not_open_is_refused(company, orders, amount):
    with pytest.raises(InvoicePaymentError):
        begin(company, orders, amounts={orders[0].pk: Decimal(amount)})

    assert not InvoicePayment.objects.exists()


def test_announced_transfer_is_split_over_its_orders_once(company, orders):
    payment = begin(company, orders, amounts={orders[1].pk: Decimal("10.00")})
    data = camt(entry("34.00", f"Invoices {payment.number}"))
    assert [match.reason for match in preview_statement(data, currency="EUR").matches] == ["Pays 2 orders"]

    import_statement(data, name="one", currency="EUR", by=None)
    import_statement(camt(entry("34.00", payment.number, ref="again")), name="two", currency="EUR", by=None)

    payment.refresh_from_db()
    assert (payment.state, kept(orders)) == ("paid", [24, 10])
    assert BankEntry.objects.filter(state="open").count() == 1
    assert all(part.charge_id for part in payment.allocations.all())


def test_another_amount_than_announced_waits_for_staff(company, orders):
    payment = begin(company, orders)

    import_statement(camt(entry("40.00", payment.number)), name="one", currency="EUR", by=None)

    assert (kept(orders), BankEntry.objects.get().state) == ([0, 0], "open")


def test_card_payment_is_booked_once_by_webhook_and_browser(company, orders, simulator, client):
    payment = begin(company, orders, method=CARD)
    fact = authorise(payment)
    assert authorise(payment).reference == fact.reference
    confirm(simulator, fact.reference)

    for event in events(simulator, "payment_intent.succeeded") * 2:
        assert post_webhook(client, simulator, event).status_code == 200
    check(payment)

    payment.refresh_from_db()
    assert (payment.state, kept(orders), Charge.objects.count()) == ("paid", [24, 24], 2)
    assert not GatewayEvent.objects.exclude(error="").exists()
    assert not payment.allocations.filter(is_open=True).exists()
    for order in orders:
        order.refresh_from_db()
        assert order.paid_at is not None


def test_share_of_a_card_payment_goes_back_to_the_card(company, orders, simulator):
    payment = begin(company, orders, method=CARD)
    confirm(simulator, authorise(payment).reference)
    check(payment)

    refunds = request_refund(orders[0], key="r", extra=Decimal("4.00"))

    assert [refund.state for refund in refunds] == ["succeeded"]


def test_order_is_in_one_card_payment_at_a_time(company, orders, simulator):
    first = begin(company, orders, method=CARD)
    authorise(first)

    second = begin(company, orders[:1], method=CARD, key="k2")

    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "waiting")
    assert InvoiceAllocation.objects.filter(is_open=True).count() == 1


def test_card_page_of_one_of_the_orders_is_called_off_first(company, simulator):
    order = order_by(CardPayment(), company=company)
    attempt, _fact = start_payment(order, CardPayment())

    begin(company, [order], method=CARD)

    attempt.refresh_from_db()
    assert attempt.state == "cancelled"


def test_refused_card_leaves_the_payment_waiting(company, orders, simulator):
    payment = begin(company, orders, method=CARD)
    confirm(simulator, authorise(payment).reference, card="pm_card_chargeDeclined")

    check(payment)

    assert (payment.state, kept(orders)) == ("waiting", [0, 0])
    assert payment.error


def test_job_finds_what_no_webhook_told_and_calls_off_what_nobody_finishes(company, orders, simulator):
    paid, left = begin(company, orders[:1], method=CARD), begin(company, orders[1:], method=CARD, key="k2")
    confirm(simulator, authorise(paid).reference)
    authorise(left)
    InvoicePayment.objects.update(created_at="2026-01-01T00:00Z")

    assert look_after_payments() == 2
    assert look_after_payments() == 0

    assert sorted(InvoicePayment.objects.values_list("state", flat=True)) == ["cancelled", "paid"]
    cancel(left)


def test_share_is_booked_once(company, orders):
    for _twice in range(2):
        book_share(orders[0], amount=Decimal("5.00"), reference="ch_1", method="card", label="Visa")

    assert (kept(orders[:1]), Charge.objects.get().reference) == ([5], f"ch_1+{orders[0].number}")
