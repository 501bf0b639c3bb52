import pytest
from django.core import mail
from django.utils import timezone

from partners.onboarding.events import PartnerApplicationDecided
from partners.onboarding.subscribers import on_partner_application_decided
from tests.partners.factories import PartnerApplicationFactory

pytestmark = pytest.mark.django_db


def test_decision_delivered_twice_is_mailed_once():
    application = PartnerApplicationFactory(status="approved", decided_at=timezone.now())

    for _twice in range(2):
        on_partner_application_decided(PartnerApplicationDecided(application_id=application.pk))

    assert len(mail.outbox) == 1


def test_mail_that_could_not_be_sent_is_sent_next_time(monkeypatch):
    application = PartnerApplicationFactory(status="declined", decided_at=timezone.now(), answer="No.")
    event = PartnerApplicationDecided(application_id=application.pk)

    def refuse(*_args, **_options):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(OSError):
            on_partner_application_decided(event)
    on_partner_application_decided(event)

    assert len(mail.outbox) == 1


def test_open_application_is_not_answered():
    application = PartnerApplicationFactory()

    on_partner_application_decided(PartnerApplicationDecided(application_id=application.pk))

    assert mail.outbox == []
