import pytest
from django.utils import timezone

from partners.onboarding.figures import open_applications
from tests.partners.factories import PartnerApplicationFactory

pytestmark = pytest.mark.django_db


def test_the_start_page_leads_to_the_open_applications():
    reading = open_applications()

    assert (reading.url, reading.note, reading.tone) == ("/cms/partner-applications/?status=open", "", "")


def test_only_what_nobody_has_answered_is_counted():
    now = timezone.now()
    for status in ("approved", "declined"):
        PartnerApplicationFactory(status=status, decided_at=now)
    assert (open_applications().value, open_applications().tone) == ("0", "")

    PartnerApplicationFactory()
    reading = open_applications()

    assert (reading.value, reading.tone) == ("1", "bad")
    assert reading.note.startswith("oldest: ")
