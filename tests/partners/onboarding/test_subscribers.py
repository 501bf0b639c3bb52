import pytest
from django.utils import timezone

from partners.onboarding.events import PartnerApplicationDecided
from partners.onboarding.subscribers import on_partner_application_decided
from tests.partners.factories import PartnerApplicationFactory

pytestmark = pytest.mark.django_db


def test_decision_delivered_twice_is_mailed_once(letters):
    application = PartnerApplicationFactory(status="approved", decided_at=timezone.now())

    for _twice in range(2):
        on_partner_application_decided(PartnerApplicationDecided(application_id=application.pk))

    assert len(letters()) == 1


def test_open_application_is_not_answered(letters):
    application = PartnerApplicationFactory()

    on_partner_application_decided(PartnerApplicationDecided(application_id=application.pk))

    assert letters() == []
