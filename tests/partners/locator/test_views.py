"""What visitors see and ask, what a partner writes, what staff decide."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm_core.leads.models import Lead
from partners.lead_distribution.models import LeadOffer
from partners.locator.forms import EnquiryForm
from partners.locator.models import PartnerListing
from partners.locator.services import withdraw_listing
from tests.config.roles.people import member
from tests.partners.factories import PartnerUserFactory
from tests.partners.locator.factories import ListingFactory, country
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db
State = PartnerListing.State
PORTAL = "/partners/listing/"
ASKED = {
    "name": "Ann Beck",
    "email": "ann@example.com",
    "message": "Cups for 40 guests.",
    "consent": "on",
}
WRITTEN = {"headline": "Cups", "about": "Many cups.", "place": "Hamburg", "country": "DE"}


@pytest.fixture
def listing():
    return ListingFactory(state=State.SHOWN)


def ask(client, listing, **data):
    copy = EnquiryForm(company="-").fields["copy"].initial
    return client.post(listing.get_absolute_url(), {"copy": copy, **ASKED, **data})


def test_list_shows_partner_and_pin(client, listing):
    page = client.get("/find-a-partner/").content.decode()

    assert page.count(f'href="{listing.get_absolute_url()}"') == 2
    assert "circle" in page


def test_list_costs_the_same_whatever_it_shows(client, listing, django_assert_num_queries):
    client.get("/find-a-partner/")
    with CaptureQueriesContext(connection) as one:
        client.get("/find-a-partner/")
    ListingFactory.create_batch(2, state=State.SHOWN)
    with django_assert_num_queries(len(one)):
        client.get("/find-a-partner/")


@pytest.mark.parametrize("query", ["product=x", "tier=9999", "specialty=0", "country=XX", "q=" + "a" * 200])
def test_filters_that_make_no_sense_are_not_asked(client, listing, query):
    assert client.get(f"/find-a-partner/?{query}").status_code == 200


def test_withdrawn_partner_is_not_there(client, listing):
    assert listing.account.company.name in client.get(listing.get_absolute_url()).content.decode()

    withdraw_listing(listing.account, by=member("partner manager"))

    assert client.get(listing.get_absolute_url()).status_code == 404


def test_partner_page_describes_a_local_business(client, listing):
    page = client.get(listing.get_absolute_url())

    assert '"LocalBusiness"' in page.context["json_ld"]
    assert '"Hamburg"' in page.context["json_ld"]


def test_enquiry_becomes_a_lead_offered_to_the_partner(client, listing):
    product = ProductFactory()

    answer = ask(client, listing, product=product.pk)

    assert answer.status_code == 302
    offer = LeadOffer.objects.get()
    assert (offer.account, offer.state) == (listing.account, LeadOffer.State.OFFERED)
    assert (offer.lead.kind, offer.lead.wants) == ("partner_locator", "Cups for 40 guests.")
    assert list(offer.lead.products.all()) == [product]


def test_second_click_asks_once(client, listing):
    copy = EnquiryForm(company="-").fields["copy"].initial

    for _each in range(2):
        ask(client, listing, copy=copy)

    assert LeadOffer.objects.count() == 1
    assert Lead.objects.get().sources.count() == 1


def test_who_is_with_another_partner_stays_there(client, listing):
    ask(client, listing)
    other = ListingFactory(state=State.SHOWN)

    assert ask(client, other).status_code == 302

    assert LeadOffer.objects.get().account == listing.account
    assert Lead.objects.get().sources.count() == 2


@pytest.mark.parametrize(
    ("typed", "status", "leads"),
    [
        ({"consent": ""}, 422, 0),
        ({"email": "nobody"}, 422, 0),
        ({"website_address": "https://spam.example"}, 302, 0),
    ],
)
def test_what_makes_no_lead(client, listing, typed, status, leads):
    assert ask(client, listing, **typed).status_code == status
    assert Lead.objects.count() == leads


def test_too_many_enquiries_keep_what_was_typed(client, listing, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "partner_enquiry": "1/h/key"}
    ask(client, listing)

    answer = ask(client, listing, message="Once more.")

    assert answer.status_code == 429
    assert "Once more." in answer.content.decode()


def test_partner_writes_an_entry_and_withdraws_it(client):
    country()
    person = PartnerUserFactory()
    client.force_login(person.user)

    assert client.post(PORTAL, WRITTEN).status_code == 302

    entry = PartnerListing.objects.get()
    assert (entry.state, entry.account, entry.created_by) == (State.WAITING, person.account, person.user)
    assert client.get(PORTAL).context["form"]["headline"].value() == "Cups"
    client.post(PORTAL, {"withdraw": "1"})
    entry.refresh_from_db()
    assert entry.state == State.WITHDRAWN


def test_half_a_place_is_refused_and_kept(client):
    country()
    client.force_login(PartnerUserFactory().user)

    answer = client.post(PORTAL, {**WRITTEN, "latitude": "53.55"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["longitude"]
    assert not PartnerListing.objects.exists()


def test_people_without_the_permission_do_not_write_it(client):
    client.force_login(PartnerUserFactory(role="buyer").user)

    assert client.get(PORTAL).status_code == 403


def test_staff_approve_and_reject(client):
    listing = ListingFactory()
    client.force_login(member("partner manager"))
    url = reverse("partner_listings:inspect", args=[listing.pk])
    assert "Tableware for hotels" in client.get(url).content.decode()

    client.post(url, {"action": "refuse", "reason": ""})
    listing.refresh_from_db()
    assert listing.state == State.WAITING
    client.post(url, {"action": "approve", "seen": "waiting"})
    listing.refresh_from_db()

    assert listing.state == State.SHOWN


def test_colleagues_without_the_right_do_not_decide(client):
    listing = ListingFactory()
    client.force_login(member("sales"))

    answer = client.post(reverse("partner_listings:inspect", args=[listing.pk]), {"action": "approve"})

    assert answer.status_code in {302, 403}
    listing.refresh_from_db()
    assert listing.state == State.WAITING


def test_sitemap_lists_partners(client, listing):
    page = client.get("/sitemap-partners.xml").content.decode()

    assert "/find-a-partner/</loc>" in page
    assert f"{listing.get_absolute_url()}</loc>" in page


def test_fields_of_the_enquiry_are_called_what_they_ask(client, listing):
    page = client.get(listing.get_absolute_url()).content.decode()

    assert "What can the partner do for you?" in page
    assert f"pass my enquiry and my contact details on to {listing.account.company.name}" in page
