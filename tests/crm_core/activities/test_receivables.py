"""What companies owe becomes work of their representative, once each."""

from datetime import timedelta

import pytest

from crm_core.activities.models import Activity
from crm_core.activities.reasons import reason_words
from crm_core.activities.receivables import (
    on_credit_approval_asked,
    on_invoice_disputed,
    on_payment_reminder_sent,
)
from shop.time_zones import shop_day
from shop.trade_credit.disputes import open_dispute
from shop.trade_credit.dunning import remind_companies
from shop.trade_credit.events import CreditApprovalAsked, InvoiceDisputed, PaymentReminderSent
from shop.trade_credit.models import PaymentReminder, Receivable
from tests.crm_core.factories import CompanyFactory
from tests.shop.factories import StaffFactory, UserFactory
from tests.shop.trade_credit.factories import buy, invoice, make_account, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return CompanyFactory(name="Argile", sales_rep=StaffFactory())


def test_reminder_plans_one_call(company):
    make_member(company)
    order = buy(company)
    Receivable.objects.filter(order=order).update(due_on=shop_day() - timedelta(days=3))
    remind_companies()
    event = PaymentReminderSent(company_id=company.pk, reminder_id=PaymentReminder.objects.get().pk)

    for _twice in range(2):
        on_payment_reminder_sent(event)

    activity = Activity.objects.get()
    assert (activity.assignee, activity.kind, "Argile" in activity.subject) == (
        company.sales_rep,
        "call",
        True,
    )
    assert reason_words(activity) == "Payment reminder, level 1"


def test_dispute_plans_a_to_do_with_its_reason(company):
    document = invoice(buy(company))
    dispute = open_dispute(document, reason="price", text="Too dear", by=UserFactory())

    for _twice in range(2):
        on_invoice_disputed(InvoiceDisputed(order_id=dispute.order_id, dispute_id=dispute.pk))

    assert document.number in reason_words(Activity.objects.get())


def test_representative_who_is_gone_leaves_it_to_somebody_else(company):
    company.sales_rep.is_active = False
    company.sales_rep.save()
    order = buy(make_account(company, limit="1", policy="approval").company)

    on_credit_approval_asked(CreditApprovalAsked(order_id=order.pk))

    assert Activity.objects.get().assignee is None
