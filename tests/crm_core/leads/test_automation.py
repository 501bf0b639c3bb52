"""Rules start by leads, read them, assign and disqualify them, each once."""

import pytest
from django.utils import timezone

from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead
from crm_core.leads.services import capture_lead
from tests.crm_core.automation import rules
from tests.crm_core.factories import staff_with

pytestmark = pytest.mark.django_db


def make_lead(text):
    return capture_lead(
        LeadFacts(
            kind="form",
            source=f"form-entry:{text}",
            occurred_at=timezone.now(),
            email=f"{text}@example.com",
            text=text,
            country="DE",
        )
    )


def test_a_rule_assigns_leads_that_fit_and_leaves_others():
    rep = staff_with("leads.change_lead", "customers.view_customer")
    rules.rule(
        {"id": "s1", "do": "assign_lead", "with": {"owner": str(rep.pk)}},
        trigger=("event", "LeadCaptured"),
        conditions={"all": [{"field": "lead.wants", "is": "contains", "value": "vase"}]},
    )
    fits, other = make_lead("vases"), make_lead("bowls")
    rules.work()
    assert [Lead.objects.get(pk=lead.pk).owner for lead in (fits, other)] == [rep, None]


def test_a_rule_disqualifies():
    rules.rule(
        {"id": "s1", "do": "disqualify_lead", "with": {"reason": "spam"}},
        trigger=("event", "LeadCaptured"),
        conditions={"all": [{"field": "lead.kind", "is": "one_of", "value": ["form"]}]},
    )
    make_lead("casino")
    rules.work()
    assert (Lead.objects.get().state, Lead.objects.get().reason) == ("disqualified", "spam")
