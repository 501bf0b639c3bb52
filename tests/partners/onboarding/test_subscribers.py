import pytest
from django.utils import timezone

from partners.onboarding.events import PartnerApplicationDecided
from partners.onboarding.mail import KIND
from partners.onboarding.subscribers import on_partner_application_decided
from shop.mail.kinds import KINDS
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


def test_sample_of_the_answer_is_one_that_was_decided():
    sample = KINDS[KIND].sample
    PartnerApplicationFactory()
    assert sample() is None

    decided = PartnerApplicationFactory(status="declined", decided_at=timezone.now(), answer="No.")
    PartnerApplicationFactory()

    assert sample()["application"] == decided
