"""An accountant pays two invoices of the company by one transfer; the bank statement pays both orders."""

import pytest
from playwright.sync_api import expect

from shop.b2b.models import Company
from shop.payments.statements.services import import_statement
from shop.trade_credit.models import InvoicePayment
from tests.journeys.payments import come_in, shop
from tests.shop.payments.statements.files import camt, entry
from tests.shop.trade_credit.factories import buy, invoice, make_account, make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["come_in", "shop"]


def test_two_invoices_are_paid_by_one_transfer(come_in, shop):
    company = make_account(Company.objects.create(name="Argile"), limit="500").company
    orders = [buy(company), buy(company)]
    documents = [invoice(order) for order in orders]
    hands = come_in(make_member(company, email="ada@argile.example"))
    page = hands.page

    page.goto(f"{shop.url}/company/invoices/?state=open")
    for document in documents:
        page.get_by_label(document.number).check()
    page.get_by_role("button", name="Pay the chosen invoices").click()
    page.get_by_label("Bank transfer").check()
    page.get_by_role("button", name="Continue").click()
    payment = InvoicePayment.objects.get()
    expect(page.get_by_role("main")).to_contain_text(payment.number)

    import_statement(
        camt(entry(str(payment.amount), payment.number)), name="november", currency="EUR", by=None
    )

    page.reload()
    expect(page.get_by_text("Paid. Thank you!")).to_be_visible()
    page.goto(f"{shop.url}/company/invoices/?state=paid")
    for document in documents:
        expect(page.get_by_role("main")).to_contain_text(document.number)
    assert {order.charges.get().amount for order in orders} == {24}
