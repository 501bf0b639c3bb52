import pytest
from django.utils import timezone

from config.demo.consents import add_consents
from crm_core.consents.models import Consent, ConsentNote, Suppression

pytestmark = pytest.mark.django_db


def test_the_demo_has_consents_of_every_kind():
    now = timezone.now()
    told = add_consents(now=now)

    assert told > 20
    assert set(Consent.objects.values_list("action", flat=True)) == set(Consent.Action.values)
    assert set(Consent.objects.values_list("language", flat=True)) >= {"en", "zh-hans", "zh-hant"}
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"bounced", "objected"}
    assert ConsentNote.objects.exists()
    assert not Consent.objects.filter(decided_at__gt=now).exists()
