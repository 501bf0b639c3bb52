import pytest
from django.utils import timezone

from crm_core.timeline.models import TimelineEntry
from partners.onboarding.events import PartnerApplicationDecided, PartnerApplicationReceived
from partners.onboarding.timeline import tell_application, tell_decision
from tests.partners.factories import PartnerApplicationFactory

pytestmark = pytest.mark.django_db


def test_application_and_answer_are_told_once_each():
    application = PartnerApplicationFactory(company_name="Nordform")
    received = PartnerApplicationReceived(application_id=application.pk)
    decided = PartnerApplicationDecided(application_id=application.pk)

    tell_application(received)
    tell_decision(decided)  # not decided yet
    application.status, application.decided_at = "declined", timezone.now()
    application.save()
    for _ in range(2):
        tell_application(received)
        tell_decision(decided)

    told = TimelineEntry.objects.filter(kind__startswith="partner.").order_by("pk")
    assert [(entry.kind, entry.data) for entry in told] == [
        ("partner.applied", {"company": "Nordform"}),
        ("partner.declined", {"company": "Nordform"}),
    ]
    assert {entry.customer_id for entry in told} == {told[0].customer_id}


def test_an_application_that_is_gone_or_whose_account_ended_tells_nothing():
    ended = PartnerApplicationFactory(user__is_active=False)

    tell_application(PartnerApplicationReceived(application_id=0))
    tell_application(PartnerApplicationReceived(application_id=ended.pk))

    assert not TimelineEntry.objects.exists()
