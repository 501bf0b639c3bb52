"""Invoices say when they are due and what paying early takes off, as it was agreed with the order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from shop.documents.content import Content, written_day
from shop.documents.facturx import document_xml
from shop.time_zones import shop_day
from tests.crm_core.factories import CompanyFactory
from tests.shop.trade_credit.factories import buy, invoice

pytestmark = pytest.mark.django_db


def test_due_day_and_discount_stand_on_the_invoice_and_do_not_move():
    company = CompanyFactory(
        payment_terms_days=20, early_payment_days=5, early_payment_percent=Decimal("2.50")
    )
    document = invoice(buy(company))
    company.payment_terms_days = 90
    company.save()

    with translation.override("en-gb"):
        content = Content(document)
        due, until = (written_day((shop_day() + timedelta(days=days)).isoformat()) for days in (20, 5))
        said = content.payment_terms
    assert said == f"Please pay by {due}. 2.5 % discount (€0.60) when paid by {until}."
    assert b"2.5 % discount" in document_xml(content)


def test_without_a_discount_only_the_day_stands_there():
    with translation.override("en-gb"):
        assert "discount" not in Content(invoice(buy(CompanyFactory()))).payment_terms
