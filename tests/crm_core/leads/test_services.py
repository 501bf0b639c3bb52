"""Leads: one per person however they come, given once, closed once, back with a new fact."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead, LeadSource
from crm_core.leads.services import (
    Disqualification,
    LeadClosedError,
    assign_lead,
    capture_lead,
    disqualify_lead,
    note_contact,
    note_contact_with,
    reopen_lead,
)
from crm_core.timeline.models import TimelineEntry
from shop.events.models import Event
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def capture(source="form-entry:1", **facts):
    facts = {"kind": "form", "email": "ann@example.com", "occurred_at": timezone.now(), **facts}
    return capture_lead(LeadFacts(source=source, **facts))


def test_a_fact_makes_a_lead_and_tells_it_once():
    lead = capture(name="Ann", text="Prices, please", written={"answers": {"Budget": "10000"}})
    again = capture(name="Ann", text="Prices, please")
    assert again == lead
    assert (lead.state, lead.wants, lead.customer.email) == ("new", "Prices, please", "ann@example.com")
    source = LeadSource.objects.get()
    assert source.written == {"name": "Ann", "email": "ann@example.com", "answers": {"Budget": "10000"}}
    assert list(TimelineEntry.objects.values_list("kind", flat=True)) == ["lead.captured"]
    assert Event.objects.filter(name="LeadCaptured").count() == 1


@pytest.mark.parametrize("spelling", ["ANN@Example.com", " ann@example.com ", "ａｎｎ@example.com"])
def test_the_same_address_in_another_spelling_is_the_same_lead(spelling):
    first = capture()
    second = capture("basket:7", kind="large_basket", email=spelling)
    assert second == first
    assert sorted(LeadSource.objects.values_list("kind", flat=True)) == ["form", "large_basket"]


def test_two_people_are_two_leads():
    assert capture() != capture("form-entry:2", email="bob@example.com")


def test_a_disqualified_lead_comes_back_with_a_new_fact_and_a_new_clock():
    lead = capture()
    note_contact(lead, at=timezone.now())
    disqualify_lead(lead, Disqualification(reason="bad_time", note="next year"), by=None)
    back = capture("form-entry:2")
    assert back == lead
    assert (back.state, back.reason, back.first_contacted_at) == ("reopened", "", None)
    assert back.first_contact_due_at is not None
    assert Event.objects.filter(name="LeadReopened").count() == 1


def test_spam_stays_closed_whatever_it_sends():
    lead = disqualify_lead(capture(), Disqualification(reason="spam"), by=None)
    assert capture("form-entry:2").state == "disqualified"
    assert lead.sources.count() == 2


def test_what_was_closed_is_not_given_to_anybody():
    lead = disqualify_lead(capture(), Disqualification(reason="no_need"), by=None)
    rep = UserFactory(is_staff=True)
    with pytest.raises(LeadClosedError):
        assign_lead(lead, rep, by=None)
    assert Lead.objects.get().owner is None


def test_the_first_contact_counts_once_and_not_before_the_lead():
    lead = capture()
    assert not note_contact(lead, at=lead.created_at - timedelta(hours=1))
    assert note_contact_with(lead.customer_id, at=timezone.now())
    assert not note_contact(lead, at=timezone.now())
    lead = Lead.objects.get()
    assert (lead.state, lead.first_contacted_at is not None) == ("contacted", True)


def test_reopening_by_hand_asks_for_no_other_open_lead():
    lead = disqualify_lead(capture(), Disqualification(reason="spam"), by=None)
    Lead.objects.create(
        customer=lead.customer, kind="form", created_at=timezone.now(), latest_fact_at=timezone.now()
    )
    with pytest.raises(LeadClosedError):
        reopen_lead(lead, by=None)
    assert Lead.objects.get(pk=lead.pk).state == "disqualified"


def test_an_unknown_source_is_refused_and_nothing_written():
    with pytest.raises(ValueError, match="pigeon"):
        capture(kind="pigeon")
    assert not Lead.objects.exists()
