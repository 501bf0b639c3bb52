import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.onboarding.models import PartnerApplication
from tests.partners.factories import (
    CompanyFactory,
    PartnerAccountFactory,
    PartnerApplicationFactory,
    PartnerUserFactory,
)
from tests.shop.factories import CountryFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")
APPLY = "/partners/apply/"
WORDS = {
    "company_name": "Nordform",
    "vat_id": "",
    "website": "https://nordform.example",
    "plan": "A studio.",
    "country": "DE",
    "territory": "The north",
    "expected_volume": "25000",
}
YES = {"decision": "approve", "code": "nordform", "commission_rate": "8", "return_period_days": "30"}


@pytest.fixture(autouse=True)
def germany(db):
    CountryFactory()


@pytest.fixture
def staff(client):
    """Somebody with admin access and the named rights, logged in."""

    def log_in(*codenames):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        client.force_login(user)
        return user

    return log_in


def page_of(application):
    return reverse("partner_application_decision", args=[application.pk])


def test_stranger_is_sent_to_log_in(client):
    assert client.post(APPLY, WORDS).url == f"/accounts/login/?next={APPLY}"
    assert not PartnerApplication.objects.exists()


def test_user_applies_and_sees_that_it_arrived(client):
    user = UserFactory()
    client.force_login(user)

    response = client.post(APPLY, WORDS, follow=True)

    application = PartnerApplication.objects.get()
    assert (application.user, application.company_name, application.language) == (user, "Nordform", "en")
    assert "We have received your application for Nordform" in response.content.decode()
    client.post(APPLY, WORDS | {"company_name": "Other"})
    assert PartnerApplication.objects.get() == application


def test_bad_input_is_answered_beside_the_field_and_nothing_typed_is_lost(client):
    client.force_login(UserFactory())

    form = client.post(APPLY, WORDS | {"website": "no address", "plan": ""}).context["form"]

    assert set(form.errors) == {"website", "plan"}
    assert form["company_name"].value() == "Nordform"
    assert not PartnerApplication.objects.exists()


def test_declined_user_reads_why_and_may_ask_again(client):
    declined = PartnerApplicationFactory(
        status="declined", decided_at=timezone.now(), answer="Not before spring."
    )
    client.force_login(declined.user)

    assert "Not before spring." in client.get(APPLY).content.decode()
    client.post(APPLY, WORDS)
    assert PartnerApplication.objects.filter(status="open").count() == 1


def test_partner_has_nothing_to_apply_for(client):
    client.force_login(PartnerUserFactory().user)

    assert client.get(APPLY).url == "/partners/"


def test_user_without_an_account_is_shown_the_way(client):
    client.force_login(UserFactory())

    assert f'href="{APPLY}"' in client.get("/partners/").content.decode()


def test_list_is_for_staff_with_the_right(client, staff):
    application = PartnerApplicationFactory()
    for url in (reverse("partner_applications:index"), page_of(application)):
        client.logout()
        assert client.get(url).status_code == 302
        client.force_login(application.user)
        assert client.get(url).status_code == 403
        staff()
        assert client.get(url).status_code == 403
        staff("view_partnerapplication")
        assert client.get(url).status_code == 200


def test_list_takes_the_same_queries_for_one_and_three(
    client, staff, django_assert_num_queries, django_assert_max_num_queries
):
    staff("view_partnerapplication")
    url = reverse("partner_applications:index")
    PartnerApplicationFactory()
    client.get(url)
    with django_assert_max_num_queries(50) as one:
        client.get(url)
    PartnerApplicationFactory.create_batch(2)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_looking_is_not_deciding(client, staff):
    application = PartnerApplicationFactory()
    staff("view_partnerapplication")

    assert client.post(page_of(application), YES).status_code == 403
    application.refresh_from_db()
    assert application.status == "open"
    assert not PartnerAccount.objects.exists()


def test_staff_approve(client, staff):
    application = PartnerApplicationFactory()
    user = staff("view_partnerapplication", "decide_partnerapplication")

    client.post(page_of(application), YES)

    application.refresh_from_db()
    assert (application.status, application.decided_by) == ("approved", user)
    assert PartnerAccount.objects.get().code == "nordform"


def test_staff_decline(client, staff):
    application = PartnerApplicationFactory()
    staff("view_partnerapplication", "decide_partnerapplication")

    client.post(page_of(application), {"decision": "decline", "answer": ""})
    application.refresh_from_db()
    assert application.status == "open"

    client.post(page_of(application), {"decision": "decline", "answer": "Not before spring."})
    application.refresh_from_db()
    assert (application.status, application.answer) == ("declined", "Not before spring.")


def test_taken_code_and_known_vat_id_are_refused_beside_their_fields(client, staff):
    PartnerAccountFactory(code="nordform")
    CompanyFactory(name="Nordform AB", vat_id="SE556677889901")
    application = PartnerApplicationFactory(vat_id="SE556677889901")
    staff("view_partnerapplication", "decide_partnerapplication")

    form = client.post(page_of(application), YES).context["approval"]

    assert form.errors == {
        "code": ["Another partner has this code, or had it: its links still lead there."],
        "company": [
            "Nordform AB has this VAT id. Make sure that the applicant represents this company before you select it."
        ],
    }


def test_companies_without_a_vat_id_are_not_one(client, staff):
    CompanyFactory(vat_id="")
    staff("view_partnerapplication", "decide_partnerapplication")

    client.post(page_of(PartnerApplicationFactory(vat_id="", company_name="Nordform")), YES)

    assert PartnerAccount.objects.get().company.name == "Nordform"


def test_second_decision_changes_nothing_and_says_so(client, staff):
    application = PartnerApplicationFactory(status="declined", decided_at=timezone.now())
    staff("view_partnerapplication", "decide_partnerapplication")

    response = client.post(page_of(application), YES, follow=True)

    assert "Somebody else has decided on this application meanwhile" in response.content.decode()
    assert not PartnerAccount.objects.exists()


def test_the_form_is_empty_at_first_and_not_taken_while_an_application_is_open(client):
    user = UserFactory()
    client.force_login(user)
    assert not client.get(reverse("partners:apply")).context["form"].is_bound
    PartnerApplicationFactory(user=user)

    page = client.post(reverse("partners:apply"), {"company_name": "Other", "plan": "Much."})

    assert (page.status_code, page.context["is_open"], page.context["form"].is_bound) == (200, True, False)
    assert PartnerApplication.objects.count() == 1


@pytest.mark.parametrize(("said", "bound"), [("approve", [True, False]), ("decline", [False, True])])
def test_an_answer_that_cannot_be_taken_is_shown_again_alone(client, staff, said, bound):
    PartnerApplicationFactory()
    found = PartnerApplicationFactory()
    staff("view_partnerapplication", "decide_partnerapplication")

    page = client.post(reverse("partner_application_decision", args=[found.pk]), {"decision": said})

    assert [page.context[name].is_bound for name in ("approval", "refusal")] == bound
    assert page.context["application"] == found


def test_decision_names_companies_that_may_be_the_applicants(client, staff):
    CompanyFactory(name="Nordform Studio GmbH")
    application = PartnerApplicationFactory(company_name="Nordform Studio", territory="The north")
    staff("view_partnerapplication", "decide_partnerapplication")

    html = client.get(page_of(application)).content.decode()

    for words in ("Nordform Studio GmbH", "similar name", "The north"):
        assert words in html


def test_a_company_that_is_a_partner_is_not_approved_again(client, staff):
    partner, application = PartnerAccountFactory(), PartnerApplicationFactory()
    staff("view_partnerapplication", "decide_partnerapplication")

    html = client.post(page_of(application), YES | {"company": partner.company.pk}).content.decode()

    assert "This company has a partner account already." in html
    application.refresh_from_db()
    assert application.status == "open"


def test_a_yes_begins_the_profile_with_what_was_told(client, staff):
    client.force_login(UserFactory())
    client.post(APPLY, WORDS)
    application = PartnerApplication.objects.get()
    staff("view_partnerapplication", "decide_partnerapplication")

    client.post(page_of(application), YES)

    profile = PartnerAccount.objects.get().profile
    assert (profile.country_id, profile.territory, profile.expected_volume) == ("DE", "The north", 25000)
    assert profile.completed_at is None
