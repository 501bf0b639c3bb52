"""The portal's pages of leads, and those of the back office, with who may not open them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.deal_registrations.models import DealRegistration
from partners.lead_distribution.models import DistributionSettings, LeadOffer, LeadProfile
from partners.lead_distribution.services import accept, decline, offer_lead
from tests.config.roles.people import member
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.lead_distribution.factories import make_lead, make_taker
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(client):
    account = make_taker()
    user = PartnerUserFactory(account=account).user
    client.force_login(user)
    account.user = user
    return account


def url(offer, name="offer"):
    return reverse(f"lead_distribution:{name}", args=[offer.pk])


def test_partner_sees_area_and_wish_then_who_it_is(client, partner):
    cup = ProductFactory(title="Tall cup")
    offer = offer_lead(make_lead(country="DE", postcode="80331", products=(cup.pk,)))

    page = client.get(url(offer)).content.decode()
    assert "Germany" in page
    assert "80…" in page
    assert "Tall cup" in page
    assert "ann1@example.com" not in page
    assert "Ann Beck" not in page
    answered = client.post(url(offer, "answer"), {"answer": "accept"}, follow=True).content.decode()

    assert "ann1@example.com" in answered
    assert "80331" in answered
    assert "no-store" in client.get(url(offer)).headers["Cache-Control"]


def test_decline_needs_a_reason_and_keeps_what_was_typed(client, partner):
    offer = offer_lead(make_lead())

    refused = client.post(url(offer, "answer"), {"answer": "decline", "note": "Too far"})
    assert refused.status_code == 422
    assert "Too far" in refused.content.decode()
    client.post(url(offer, "answer"), {"answer": "decline", "reason": "area", "note": "Too far"})

    offer.refresh_from_db()
    assert (offer.state, offer.reason, offer.note) == ("declined", "area", "Too far")


def test_answer_that_comes_too_late_is_told(client, partner):
    offer = offer_lead(make_lead())
    LeadOffer.objects.update(state="accepted", closed_at=timezone.now())
    LeadOffer.objects.update(state="won")

    page = client.post(url(offer, "answer"), {"answer": "accept"}, follow=True)

    assert "not yours any more" in page.content.decode()


def test_contact_won_and_unknown_answers(client, partner):
    offer = accept(offer_lead(make_lead()), by=partner.user)

    client.post(url(offer, "answer"), {"answer": "contacted"})
    client.post(url(offer, "answer"), {"answer": "won"})
    assert client.post(url(offer, "answer"), {"answer": "eaten"}).status_code == 404

    offer.refresh_from_db()
    assert (offer.state, offer.contacted_at is not None) == ("won", True)


def test_list_costs_the_same_with_one_and_three_leads(client, partner, django_assert_max_num_queries):
    offer_lead(make_lead(1))
    client.get(reverse("lead_distribution:index"))
    with django_assert_max_num_queries(30) as one:
        client.get(reverse("lead_distribution:index"))
    offer_lead(make_lead(2))
    offer_lead(make_lead(3))
    with django_assert_max_num_queries(len(one)):
        assert client.get(reverse("lead_distribution:index")).content.decode().count("answer until") >= 0


@pytest.mark.parametrize("who", ["another partner", "shopper"])
def test_leads_of_a_partner_are_not_there_for_others(client, partner, who):
    offer = offer_lead(make_lead(), account=partner)
    other = PartnerUserFactory(account=PartnerAccountFactory()).user if who != "shopper" else UserFactory()
    client.force_login(other)

    expected = 404 if who == "another partner" else 403
    assert client.get(url(offer)).status_code == expected
    assert client.post(url(offer, "answer"), {"answer": "accept"}).status_code == expected
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_staff_offer_and_withdraw_from_the_page_of_the_lead(client):
    account, lead = make_taker(), make_lead()
    client.force_login(member("sales"))
    page = reverse("leads:inspect", args=[lead.pk])
    assert "Offer to a partner" in client.get(page).content.decode()

    client.post(reverse("lead_distribution_offer", args=[lead.pk]), {"account": ""})
    offer = LeadOffer.objects.get()
    assert (offer.account, offer.state) == (account, "offered")
    assert account.company.name in client.get(page).content.decode()
    again = client.post(reverse("lead_distribution_offer", args=[lead.pk]), {"account": ""}, follow=True)
    assert "with a partner already" in again.content.decode()
    client.post(reverse("lead_distribution_withdraw", args=[offer.pk]))

    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert account.company.name in client.get(reverse("lead_offers:index")).content.decode()


def test_staff_without_the_right_do_not(client):
    make_taker()
    lead, rep = make_lead(), member("sales representative")
    client.force_login(rep)

    assert client.post(reverse("lead_distribution_offer", args=[lead.pk])).status_code in (302, 403)
    assert client.get(reverse("lead_distribution_report")).status_code in (302, 403)
    assert not LeadOffer.objects.exists()


def test_report_settings_and_profiles(client):
    client.force_login(member("partner manager"))
    account = make_taker()
    decline(offer_lead(make_lead()), reason="area", by=UserFactory())
    LeadOffer.objects.update(answered_at=timezone.now() + timedelta(hours=2))

    page = client.get(reverse("lead_distribution_report")).content.decode()
    assert account.company.name in page
    settings = reverse("lead_distribution_settings")
    saved = client.post(settings, {"is_automatic": "on", "answer_hours": "0", "most_rounds": "3"})
    assert saved.status_code == 422
    client.post(settings, {"is_automatic": "on", "answer_hours": "8", "most_rounds": "3"})
    assert DistributionSettings.load().answer_hours == 8
    other = PartnerAccountFactory()
    client.post(
        reverse("partner_lead_profiles:add"),
        {"account": other.pk, "takes_leads": "on", "countries": "DE", "most_open": "4", "weight": "2"},
    )
    assert LeadProfile.objects.get(account=other).weight == 2


def test_accepted_lead_becomes_a_draft_registration_by_one_click(client, partner):
    cup = ProductFactory()
    offer = offer_lead(
        make_lead(country="DE", postcode="80331", company_name="Hotel Post", products=(cup.pk,))
    )
    client.post(url(offer, "answer"), {"answer": "accept"})

    for _each in range(2):
        answer = client.post(url(offer, "answer"), {"answer": "register"})

    draft = DealRegistration.objects.get()
    assert answer.url == reverse("deal_registrations:edit", args=[draft.pk])
    told = (draft.state, draft.customer_name, draft.contact_email, draft.postcode, draft.country)
    assert told == ("draft", "Hotel Post", "ann1@example.com", "80331", "DE")
    assert draft.lines.get().product == cup
    assert client.get(answer.url).status_code == 200


def test_lead_that_is_not_accepted_is_not_registered(client, partner):
    offer = offer_lead(make_lead())

    client.post(url(offer, "answer"), {"answer": "register"})

    assert not DealRegistration.objects.exists()
