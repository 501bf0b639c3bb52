"""A company's invoices and credit, as far as each of its people may see and pay them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from shop.b2b.presets import ACCOUNTANT, BUYER, READER
from shop.order.models import Order
from shop.payments.manual_payments import mark_as_paid
from shop.time_zones import shop_day
from shop.trade_credit.models import InvoiceDispute, InvoicePayment, Receivable
from shop.trade_credit.services import settle
from tests.crm_core.factories import CompanyFactory
from tests.shop.factories import UserFactory
from tests.shop.trade_credit.factories import buy, invoice, make_account, make_member

pytestmark = pytest.mark.django_db
PAGES = ["credit", "invoices", "invoices-csv", "statement"]


@pytest.fixture
def company():
    return make_account(CompanyFactory(name="Argile"), limit="500").company


@pytest.fixture
def as_preset(client, company):
    def come(preset, of=None, user=None):
        user = user or make_member(of or company, preset)
        client.force_login(user)
        return user

    return come


def text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def url(name, *args, query=""):
    return reverse(f"trade_credit:{name}", args=args) + query


def test_accountant_sees_what_is_open_and_when_it_is_due(client, as_preset, company):
    late, paid = buy(company), buy(company)
    Receivable.objects.filter(order=late).update(due_on=shop_day() - timedelta(days=4))
    documents = [invoice(order) for order in (late, paid)]
    mark_as_paid(paid)
    as_preset(ACCOUNTANT)

    pages = {
        state: text(client.get(url("invoices", query=f"?state={state}")))
        for state in ("open", "overdue", "paid", "")
    }

    shown = {state: [document.number in page for document in documents] for state, page in pages.items()}
    assert shown == {"open": [True, False], "overdue": [True, False], "paid": [False, True], "": [True, True]}
    assert "4 days overdue" in pages["open"]


def test_buyer_sees_their_own_and_pays_none(client, as_preset, company):
    user = make_member(company, BUYER)
    own, other = invoice(buy(company, user=user)), invoice(buy(company))
    as_preset(BUYER, user=user)

    page = text(client.get(url("invoices")))

    assert (own.number in page, other.number in page) == (True, False)
    assert client.get(url("invoice-pdf", own.number)).status_code == 200
    assert client.get(url("invoice-pdf", other.number)).status_code == 404
    assert client.get(url("pay", query=f"?invoice={own.number}")).status_code == 403
    assert client.get(url("dispute", own.number)).status_code == 403
    assert client.get(url("credit")).status_code == 403


def test_people_of_another_company_and_strangers_find_nothing(client, as_preset, company):
    document = invoice(buy(company))
    as_preset(ACCOUNTANT, of=CompanyFactory())
    for name in ("invoice-pdf", "dispute"):
        assert client.get(url(name, document.number)).status_code == 404
    assert document.number not in text(client.get(url("invoices")))

    client.force_login(UserFactory())
    assert {client.get(url(name)).status_code for name in PAGES} == {404}
    client.logout()
    assert {client.get(url(name)).status_code for name in PAGES} == {302}


def test_table_has_what_is_open(client, as_preset, company):
    document = invoice(buy(company))
    as_preset(READER)

    lines = text(client.get(url("invoices-csv"))).splitlines()

    assert document.number in lines[1]
    assert "24.00,24.00,EUR" in lines[1]


def test_list_costs_the_same_for_one_and_three(client, as_preset, company, django_assert_max_num_queries):
    company.early_payment_days, company.early_payment_percent = 10, Decimal(2)
    company.save()
    invoice(buy(company))
    as_preset(ACCOUNTANT)
    client.get(url("invoices"))
    with django_assert_max_num_queries(60) as one:
        client.get(url("invoices"))
    cost = len(one.captured_queries)
    for _more in range(2):
        invoice(buy(company))
    client.get(url("invoices"))  # saying who sells has the settings read anew
    with django_assert_max_num_queries(cost):
        client.get(url("invoices"))


def test_transfer_for_several_invoices_has_one_reference_however_often_it_is_sent(client, as_preset, company):
    documents = [invoice(buy(company)) for _each in range(2)]
    as_preset(ACCOUNTANT)
    way = url("pay", query="?" + "&".join(f"invoice={document.number}" for document in documents))
    assert "48.00" in text(client.get(way))
    first, second = (document.order_id for document in documents)
    form = {
        "key": str(uuid4()),
        "method": "bank-transfer",
        f"amount-{first}": "24.00",
        f"amount-{second}": "10.00",
    }

    answers = {client.post(way, form).url for _click in range(2)}

    payment = InvoicePayment.objects.get()
    assert (answers, payment.amount) == ({url("payment", payment.number)}, 34)
    assert payment.number in text(client.get(answers.pop()))


def test_wrong_amount_is_told_and_keeps_what_was_typed(client, as_preset, company):
    document = invoice(buy(company))
    as_preset(ACCOUNTANT)
    way = url("pay", query=f"?invoice={document.number}")
    form = {"key": str(uuid4()), "method": "bank-transfer", f"amount-{document.order_id}": "99.00"}

    answer = client.post(way, form)

    assert (answer.status_code, InvoicePayment.objects.count()) == (422, 0)
    assert "up to €24.00" in text(answer)
    assert "99.00" in text(answer)


def test_payment_is_the_companys_own(client, as_preset, company):
    document = invoice(buy(company))
    as_preset(ACCOUNTANT)
    form = {"key": str(uuid4()), "method": "bank-transfer", f"amount-{document.order_id}": "24.00"}
    client.post(url("pay", query=f"?invoice={document.number}"), form)
    number = InvoicePayment.objects.get().number

    as_preset(ACCOUNTANT, of=CompanyFactory())

    assert client.get(url("payment", number)).status_code == 404
    assert client.post(url("payment-prepare", number)).status_code == 404
    assert client.get(url("payment-return", number)).status_code == 404


def test_statement_has_the_balance_before_and_after(client, as_preset, company):
    order = buy(company)
    invoice(order)
    mark_as_paid(order, amount=Decimal("10.00"))
    as_preset(READER)
    today = shop_day()
    query = f"?start={today}&end={today}&currency=EUR"

    rows = [
        line.split(",") for line in text(client.get(url("statement", query=f"{query}&as=csv"))).splitlines()
    ]

    assert [row[-1] for row in rows] == ["Balance", "0.00", "24.00", "14.00", "14.00"]
    assert client.get(url("statement", query=f"{query}&as=pdf")).content.startswith(b"%PDF")
    assert "€14.00" in text(client.get(url("statement", query=query)))
    later = f"?start={today + timedelta(days=1)}&end={today + timedelta(days=2)}&currency=EUR"
    assert "€14.00" in text(client.get(url("statement", query=later)))
    wrong = f"?start={today}&end={today - timedelta(days=2)}&currency=EUR"
    assert client.get(url("statement", query=wrong)).status_code == 422


def test_dispute_is_opened_once_and_shown(client, as_preset, company):
    document = invoice(buy(company))
    as_preset(ACCOUNTANT)
    way = url("dispute", document.number)
    assert client.post(way, {"reason": "price", "text": ""}).status_code == 422

    for _click in range(2):
        assert client.post(way, {"reason": "price", "text": "Agreed was 20."}).status_code == 302

    assert InvoiceDispute.objects.get().order_id == document.order_id
    assert "Agreed was 20." in text(client.get(way))


def test_credit_page_tells_limit_used_free_and_what_moved(client, as_preset, company):
    order = buy(company)
    mark_as_paid(order, amount=Decimal("4.00"))
    settle(order)
    as_preset(ACCOUNTANT)

    page = text(client.get(url("credit")))

    for words in ("€500.00", "€20.00", "€480.00", order.number, "payment"):
        assert words in page


def test_shared_credit_shows_only_ones_own_entries(client, as_preset, company):
    other = buy(company)
    child = CompanyFactory(parent=company)
    own = buy(child)
    as_preset(ACCOUNTANT, of=child)

    page = text(client.get(url("credit")))

    assert "Shared with" in page
    assert (own.number in page, other.number in page) == (True, False)
    assert Order.objects.count() == 2
