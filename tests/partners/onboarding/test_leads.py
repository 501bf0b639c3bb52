"""An application makes a lead, and is never lost with it."""

import pytest

from crm_core.leads.models import Lead, LeadSettings
from partners.onboarding.models import PartnerApplication
from partners.onboarding.services import ApplicationFacts, apply
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
FACTS = ApplicationFacts(company_name="Nordform", plan="A studio.")


@pytest.mark.parametrize("is_wanted", [True, False])
def test_an_application_makes_a_lead_where_that_is_wanted(is_wanted, django_capture_on_commit_callbacks):
    LeadSettings.load()
    LeadSettings.objects.update(partner_applications=is_wanted)
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        apply(user, FACTS, language="en")
        apply(user, FACTS, language="en")
    assert PartnerApplication.objects.count() == 1
    told = [("partner_application", "Nordform", "A studio.")] if is_wanted else []
    assert list(Lead.objects.values_list("kind", "company_name", "wants")) == told
