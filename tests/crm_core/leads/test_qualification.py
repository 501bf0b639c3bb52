"""A lead becomes account, contact and deal: nothing retyped, once, whatever is clicked twice."""

from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.models import Customer
from crm_core.leads.accounts import possible_accounts
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead
from crm_core.leads.qualification import Decision, PlannedDeal, qualify_lead
from crm_core.leads.services import Disqualification, LeadClosedError, capture_lead, disqualify_lead
from crm_core.pipeline.models import Deal
from crm_core.profile.models import Employment
from crm_core.timeline.models import TimelineEntry
from shop.b2b.models import Company
from tests.crm_core.factories import (
    CompanyContactFactory,
    CompanyFactory,
    CustomerFactory,
    rep_with,
    staff_with,
)
from tests.crm_core.pipeline.factories import first_pipelines
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pipelines(db):
    first_pipelines()


def make_lead(source="form-entry:1", **facts):
    facts = {
        "email": "ann@harbour.example",
        "name": "Ann Ray",
        "company_name": "Harbour Kitchens Ltd",
        **facts,
    }
    return capture_lead(LeadFacts(kind="form", source=source, occurred_at=timezone.now(), **facts))


def test_a_new_company_becomes_account_contact_and_deal():
    by = staff_with("leads.change_lead")
    lead = make_lead(vat_id="DE123456789", text="Forty vases")
    activity = plan_activity(
        PlannedActivity(subject="Call", due_at=timezone.now(), customer=lead.customer, about=lead)
    )
    decision = Decision(
        new_company="Harbour Kitchens Ltd",
        vat_id="DE123456789",
        role="Buyer",
        deal=PlannedDeal(title="Forty vases", amount=Decimal(4000)),
    )
    found = qualify_lead(lead, decision, by=by)
    assert (found.account.name, found.account.kind, found.contact) == (
        "Harbour Kitchens Ltd",
        "company",
        lead.customer,
    )
    assert (found.deal.customer, found.deal.contact, found.deal.amount, found.deal.owner) == (
        found.account,
        lead.customer,
        Decimal(4000),
        by,
    )
    assert Employment.objects.get().role == "Buyer"
    assert Activity.objects.get(pk=activity.pk).about == found.deal
    told = TimelineEntry.objects.filter(kind="lead.qualified")
    assert set(told.values_list("customer", flat=True)) == {found.account.pk, lead.customer_id}


def test_the_second_click_makes_nothing():
    lead = make_lead()
    decision = Decision(new_company="Harbour", deal=PlannedDeal(title="Vases"))
    first = qualify_lead(lead, decision, by=None)
    second = qualify_lead(lead, decision, by=None)
    assert (first.account, first.deal) == (second.account, second.deal)
    assert (Deal.objects.count(), Company.objects.count(), Lead.objects.get().state) == (1, 1, "qualified")


def test_a_company_that_the_shop_knows_by_its_vat_id_is_not_made_twice():
    company = CompanyFactory(vat_id="DE123456789")
    found = qualify_lead(make_lead(), Decision(new_company="Harbour", vat_id="DE 123 456 789"), by=None)
    assert Company.objects.count() == 1
    assert found.account.company == company


def test_a_person_is_an_account_without_a_contact():
    found = qualify_lead(make_lead(company_name=""), Decision(deal=PlannedDeal(title="A vase")), by=None)
    assert (found.account, found.contact, found.deal.customer) == (found.lead.customer, None, found.account)


def test_products_become_lines_and_one_without_a_price_stops_nothing():
    sold, free = ProductFactory(), ProductFactory(price=None)
    lead = make_lead(products=(sold.pk, free.pk))
    found = qualify_lead(lead, Decision(deal=PlannedDeal(title="Vases", amount=Decimal(90))), by=None)
    assert found.deal.amount == Decimal(90)


def test_a_disqualified_lead_is_not_qualified():
    lead = disqualify_lead(make_lead(), Disqualification(reason="no_need"), by=None)
    with pytest.raises(LeadClosedError):
        qualify_lead(lead, Decision(deal=PlannedDeal(title="Vases")), by=None)
    assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("company", "contact", "reason"),
    [
        ({"name": "Else", "vat_id": "DE123456789"}, "", "vat"),
        ({"name": "Harbour Kitchens GmbH"}, "", "name"),
        ({"name": "Else"}, "bob@harbour.example", "domain"),
        ({"name": "Else"}, "ann@harbour.example", "contact"),
    ],
)
def test_an_account_is_found_by_what_it_has_in_common(company, contact, reason):
    there = CompanyFactory(**company)
    CompanyFactory(name="Another")
    lead = make_lead(vat_id="DE123456789")
    if contact:
        CompanyContactFactory(company=there, email=contact)
    found, hidden = possible_accounts(lead, staff_with("customers.view_customer"))
    assert [(each.company, each.reasons[0]) for each in found] == [(there, reason)]
    assert hidden == 0


def test_a_colleagues_account_is_counted_and_not_named():
    CustomerFactory(kind=Customer.Kind.COMPANY, name="Harbour Kitchens", email="", phone="")
    lead = make_lead()
    assert possible_accounts(lead, rep_with("customers.view_customer")) == ([], 1)
