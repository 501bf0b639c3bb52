import pytest

from partners.onboarding.figures import open_applications

pytestmark = pytest.mark.django_db


def test_the_start_page_leads_to_the_open_applications():
    reading = open_applications()

    assert (reading.url, reading.note, reading.tone) == ("/cms/partner-applications/?status=open", "", "")
