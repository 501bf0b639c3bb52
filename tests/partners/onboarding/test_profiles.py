import pytest
from django.utils import timezone

from partners.onboarding.models import PartnerProfile
from tests.partners.factories import PartnerUserFactory
from tests.shop.factories import CategoryFactory, CountryFactory

pytestmark = pytest.mark.usefixtures("site")
PAGE = "/partners/profile/"
WHOLE = {
    "country": "DE",
    "territory": "The north",
    "website": "https://nordform.example",
    "phone": "+49 30 1234567",
    "about": "We sell vases.",
    "expected_volume": "1000",
}


@pytest.fixture
def member(client):
    CountryFactory()
    member = PartnerUserFactory()
    client.force_login(member.user)
    return member


def test_a_profile_is_saved_and_its_completion_kept(client, member):
    category = CategoryFactory()

    assert client.post(PAGE, {**WHOLE, "about": ""}).status_code == 302
    assert PartnerProfile.objects.get().completed_at is None
    client.post(PAGE, {**WHOLE, "interests": [category.pk]})

    profile = PartnerProfile.objects.get()
    assert (profile.account, profile.country_id, list(profile.interests.all())) == (
        member.account,
        "DE",
        [category],
    )
    completed = profile.completed_at
    assert completed <= timezone.now()
    client.post(PAGE, {**WHOLE, "phone": ""})
    assert PartnerProfile.objects.get().completed_at == completed


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, member):
    response = client.post(PAGE, {**WHOLE, "website": "nowhere at all", "expected_volume": "-1"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"website", "expected_volume"}
    assert "We sell vases." in response.content.decode()
    assert not PartnerProfile.objects.exists()


def test_profile_is_for_who_may_change_it(client):
    client.force_login(PartnerUserFactory(role="buyer").user)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, WHOLE).status_code == 403
