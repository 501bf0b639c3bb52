import pytest
from django.test import Client
from django.utils import timezone

from crm_core.consents.models import Consent
from personalization.interactions.consent import CONSENT_COOKIE, TEXT_VERSION, VISITOR_COOKIE, visitor_key_in
from personalization.interactions.models import Interaction, Visitor
from tests.personalization.factories import ViewFactory, VisitorFactory, carry
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.usefixtures("site")
URL = "/consent/"


def answer(client, choice, **data):
    return client.post(URL, {"choice": choice, "source": "banner", "next": "/shop/", **data})


def nothing_is_stored():
    return not (Visitor.objects.exists() or Consent.objects.exists() or Interaction.objects.exists())


def test_page_is_open_and_shows_no_choice_before_one(client):
    response = client.get(URL)

    assert response.status_code == 200
    assert response.context["choice"] is None
    assert b"checked" not in response.content
    assert nothing_is_stored()


def test_yes_makes_a_visitor_with_proof_and_leads_back(client):
    response = answer(client, "accept")

    assert response.headers["Location"] == "/shop/"
    visitor = Visitor.objects.get()
    jar = {name: morsel.value for name, morsel in client.cookies.items()}
    assert visitor_key_in(jar, now=timezone.now()) == visitor.key
    record = Consent.objects.get()
    assert (record.action, record.text.version, record.source, record.purpose, record.channel) == (
        "granted",
        TEXT_VERSION,
        "banner",
        "personalisation",
        "site",
    )
    assert (record.subject.kind, record.subject.value) == ("visitor", str(visitor.key))
    assert record.text.text.startswith("May we remember what you look at")


def test_first_no_leaves_the_choice_cookie_and_nothing_else(client):
    response = answer(client, "refuse")

    assert response.headers["Location"] == "/shop/"
    assert client.cookies[CONSENT_COOKIE].value != ""
    assert client.cookies[VISITOR_COOKIE].value == ""
    assert nothing_is_stored()


def test_withdrawing_erases_the_profile_and_keeps_the_proof(client):
    visitor = VisitorFactory()
    ViewFactory(visitor=visitor)
    other = ViewFactory()

    answer(carry(client, visitor=visitor), "refuse", source="preferences")

    assert list(Visitor.objects.all()) == [other.visitor]
    assert list(Interaction.objects.all()) == [other]
    record = Consent.objects.get()
    assert (record.action, record.subject.value) == ("refused", str(visitor.key))
    assert client.cookies[VISITOR_COOKIE].value == ""


def test_users_choice_is_kept_on_the_account(client):
    user = UserFactory()
    client.force_login(user)

    answer(client, "accept", source="preferences")

    assert Visitor.objects.get().user == user
    record = Consent.objects.get()
    assert (record.subject.kind, record.subject.value) == ("user", str(user.pk))
    assert (record.action, record.source) == ("granted", "preferences")


def test_users_no_counts_on_every_device(client):
    user = UserFactory()
    elsewhere = VisitorFactory(user=user)
    ViewFactory(visitor=elsewhere, user=user)
    client.force_login(user)

    answer(client, "refuse")

    assert not Visitor.objects.exists()
    assert not Interaction.objects.exists()
    assert Consent.objects.get().action == "refused"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_stays_on_this_site(client, target):
    assert answer(client, "refuse", next=target).headers["Location"] == "/"


def test_unreadable_answer_changes_nothing_and_says_so(client):
    response = client.post(URL, {"choice": "maybe"})

    assert response.status_code == 400
    assert response.context["unclear"] is True
    assert CONSENT_COOKIE not in client.cookies
    assert nothing_is_stored()


def test_answer_needs_the_csrf_token(site):
    client = Client(enforce_csrf_checks=True)

    assert answer(client, "accept").status_code == 403
    assert nothing_is_stored()


def test_answer_in_place_replaces_the_banner(client):
    response = client.post(URL, {"choice": "accept", "source": "banner"}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert [t.name for t in response.templates][-1] == "personalization/consent_done.html"
    assert VISITOR_COOKIE in client.cookies


def test_saving_on_the_page_says_so(client):
    response = client.post(URL, {"choice": "accept", "source": "preferences"}, follow=True)

    assert response.redirect_chain == [(f"{URL}?saved=1", 302)]
    assert response.context["saved"] is True
    assert response.context["choice"].granted is True
