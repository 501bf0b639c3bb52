"""A company that applies for an account is a lead."""

import pytest
from django.utils import timezone

from crm_core.leads.models import Lead, LeadSource
from shop.company_accounts.registration.services import return_application, submit
from shop.events.tasks import deliver_due
from tests.shop.company_accounts.registration.factories import CompanyApplicationFactory, confirmed_user
from tests.shop.factories import CountryFactory, StaffFactory

pytestmark = pytest.mark.django_db


def test_application_is_one_lead_however_often_it_comes():
    application = CompanyApplicationFactory.build(user=confirmed_user(), country=CountryFactory())
    submit(application, [], now=timezone.now())
    deliver_due()
    return_application(application, message="The extract.", by=StaffFactory(), now=timezone.now())
    submit(application, [], now=timezone.now())
    deliver_due()

    lead = Lead.objects.get()
    assert (lead.kind, lead.company_name, lead.country, lead.wants) == (
        "company_application",
        "Nordform GmbH",
        "DE",
        "Cups for twelve cafés.",
    )
    assert LeadSource.objects.get().source == f"company-application:{application.pk}"
