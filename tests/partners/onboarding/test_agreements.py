import hashlib

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from crm_core.timeline.models import TimelineEntry
from partners.accounts.access import access_of
from partners.accounts.gates import refusal_of
from partners.onboarding.agreements import (
    StaleAgreementError,
    accept,
    current_version,
    publish,
    refuse_without_agreement,
    state_of,
)
from partners.onboarding.models import AgreementAcceptance, AgreementVersion
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.onboarding.factories import agreement_version
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.usefixtures("site")
PAGE = "/partners/agreement/"


@pytest.fixture
def member(client):
    member = PartnerUserFactory(user__first_name="Sven", user__last_name="Berg")
    client.force_login(member.user)
    return member


def signed(version, **changes):
    return {"version": version.pk, "name": "Sven Berg", "agrees": "on", **changes}


def accepted(version, account, user):
    return accept(version, account=account, user=user, name="-", language="en", now=timezone.now())


def test_the_current_version_is_the_highest_that_is_published():
    assert current_version() is None
    agreement_version(1)
    second = agreement_version(2)
    agreement_version(3, is_published=False)

    assert current_version() == second


def test_a_draft_is_published_once():
    draft, staff = agreement_version(is_published=False), UserFactory()

    assert publish(draft, by=staff, now=timezone.now())
    assert not publish(draft, by=UserFactory(), now=timezone.now())
    draft.refresh_from_db()
    assert draft.published_by == staff


def test_accepting_keeps_who_when_which_words_and_tells_the_timeline(
    client, member, django_capture_on_commit_callbacks
):
    version = agreement_version()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(PAGE, signed(version))
        client.post(PAGE, signed(version, name="Somebody else"))

    kept = AgreementAcceptance.objects.get()
    assert (kept.account, kept.user, kept.name, kept.language) == (
        member.account,
        member.user,
        "Sven Berg",
        "en",
    )
    assert kept.digest == hashlib.sha256(b"1\nAgreement 1\n<p>Terms 1</p>").hexdigest()
    assert TimelineEntry.objects.get(kind="partner.agreement").data == {
        "company": member.account.company.name,
        "version": 1,
    }


def test_a_version_that_came_meanwhile_is_shown_and_not_accepted(client, member):
    read = agreement_version(1)
    agreement_version(2)

    response = client.post(PAGE, signed(read))

    assert response.status_code == 409
    html = response.content.decode()
    assert "A new version was published" in html
    assert "Terms 2" in html
    assert not AgreementAcceptance.objects.exists()
    with pytest.raises(StaleAgreementError):
        accepted(read, member.account, member.user)


def test_without_the_box_nothing_is_accepted_and_the_name_is_kept(client, member):
    version = agreement_version()

    response = client.post(PAGE, {"version": version.pk, "name": "Sven"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"agrees"}
    assert 'value="Sven"' in response.content.decode()
    assert not AgreementAcceptance.objects.exists()


def test_a_buyer_reads_it_and_cannot_accept(client):
    member = PartnerUserFactory(role="buyer")
    client.force_login(member.user)
    version = agreement_version()

    assert "Terms 1" in client.get(PAGE).content.decode()
    assert client.post(PAGE, signed(version)).status_code == 403
    assert not AgreementAcceptance.objects.exists()


def test_a_new_version_asks_again_and_keeps_the_portal_for_reading(client, member):
    accepted(agreement_version(1), member.account, member.user)
    assert refusal_of(access_of(member.user)) is None

    second = agreement_version(2)

    assert state_of(member.account).is_due
    assert client.get("/partners/profile/").status_code == 200
    refused = client.post("/partners/profile/", {"territory": "North"})
    assert refused.status_code == 403
    assert 'href="/partners/agreement/"' in refused.content.decode()
    client.post(PAGE, signed(second))
    assert client.post("/partners/profile/", {"territory": "North"}).status_code == 422


def test_a_version_that_is_not_required_closes_nothing():
    member = PartnerUserFactory()
    agreement_version(is_required=False)

    assert refuse_without_agreement(access_of(member.user)) is None


def test_another_partners_acceptance_counts_for_them_only():
    account, other = PartnerAccountFactory(), PartnerUserFactory()
    accepted(agreement_version(), other.account, other.user)

    assert state_of(account).is_due
    assert not state_of(other.account).is_due


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    names = ["access_admin", *(f"{verb}_agreementversion" for verb in ("view", "add", "change", "publish"))]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


def draft_data(**changes):
    words = {
        f"{name}_{code}": "" for name in ("title", "text") for code in ("en", "zh_hans", "zh_hant", "de")
    }
    return {**words, "number": "1", "title_en": "Agreement", "text_en": "null", **changes}


def test_staff_see_the_versions_publish_one_and_then_cannot_change_it(client, staff):
    draft = agreement_version(is_published=False)
    page = reverse("partner_agreements:inspect", args=[draft.pk])

    assert client.get(reverse("partner_agreements:index")).status_code == 200
    assert "Terms 1" in client.get(page).content.decode()
    client.post(page, {"action": "publish"})
    draft.refresh_from_db()
    assert draft.published_at is not None
    edit = reverse("partner_agreements:edit", args=[draft.pk])
    answer = client.post(edit, draft_data(title_en="Other words"))
    assert "This version is published" in answer.content.decode()
    assert AgreementVersion.objects.get().title_en == "Agreement 1"


def test_publishing_needs_its_right(client, staff):
    staff.user_permissions.remove(Permission.objects.get(codename="publish_agreementversion"))
    draft = agreement_version(is_published=False)

    answer = client.post(reverse("partner_agreements:inspect", args=[draft.pk]), {"action": "publish"})

    assert answer.status_code == 403
    draft.refresh_from_db()
    assert draft.published_at is None
