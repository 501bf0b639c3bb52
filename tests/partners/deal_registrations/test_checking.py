from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm_core.customers.services import add_identifiers, identify
from partners.deal_registrations.checking import find_matches
from partners.deal_registrations.facts import email_domain, website_domain
from partners.deal_registrations.index import index_all, index_missing
from partners.deal_registrations.models import PartyKey
from shop.b2b.models import Company, CompanyLocation
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.crm_core.pipeline.factories import deal
from tests.partners.deal_registrations.factories import approved, draft, partner, submitted
from tests.shop.factories import CountryFactory


def kinds(registration):
    """What agrees with whom, only what is a conflict."""
    found = find_matches(registration, now=timezone.now())
    return [set(one.kinds) for one in found if one.is_conflict]


@pytest.mark.parametrize(
    ("theirs", "mine", "agrees"),
    [
        ({"vat_id": "DE136695976"}, {"vat_id": "de 136 695 976", "customer_name": "X"}, {"vat"}),
        ({}, {"customer_name": "Another", "contact_email": "it@harbour-hotel.example"}, {"domain"}),
        (
            {"website": "https://www.harbour.example/en"},
            {"website": "harbour.example", "customer_name": "Z", "contact_email": "a@gmail.com"},
            {"domain"},
        ),
        ({"contact_email": "h@gmail.com"}, {"contact_email": "x@gmx.de"}, {"name"}),
        ({"contact_email": ""}, {"customer_name": "Habour Hotel", "contact_email": ""}, {"name"}),
        ({"contact_email": ""}, {"customer_name": "HARBOUR HOTEL LTD", "contact_email": ""}, {"name"}),
        (
            {"contact_email": "own.er@gmail.com", "customer_name": "A1"},
            {"contact_email": "owner@googlemail.com", "customer_name": "Zweites Haus"},
            {"email"},
        ),
        (
            {
                "line1": "Hafenstraße 5",
                "postcode": "20457",
                "contact_email": "",
                "customer_name": "Hafen Hotel",
            },
            {"line1": "Hafenstr. 5", "postcode": "20457", "contact_email": "", "customer_name": "Hafenhotel"},
            {"name", "address"},
        ),
    ],
)
def test_claim_of_another_partner_is_found(theirs, mine, agrees):
    submitted(**theirs | {"vat_id": theirs.get("vat_id", "DE136695976")})

    (found,) = kinds(draft(**mine))
    assert agrees <= found


@pytest.mark.parametrize(
    "mine",
    [
        {"customer_name": "Mountain Lodge", "contact_email": "a@lodge.example"},
        {"customer_name": "Mountain Lodge", "contact_email": "buying@gmail.com"},
        # One door has many companies behind it.
        {
            "customer_name": "Lodge",
            "contact_email": "a@l.example",
            "line1": "Hafenstr. 5",
            "postcode": "20457",
        },
    ],
)
def test_somebody_else_is_no_conflict(mine):
    submitted(contact_email="hotel@gmail.com", line1="Hafenstraße 5", postcode="20457")

    assert kinds(draft(**mine)) == []


def test_name_alone_abroad_is_no_conflict_but_staff_see_it():
    submitted(contact_email="h@gmail.com")
    CountryFactory(iso_3166_1_a2="FR", iso_3166_1_a3="FRA", iso_3166_1_numeric="250", name="France")
    mine = draft(contact_email="i@gmail.com", country="FR")

    found = find_matches(mine, now=timezone.now())
    assert [(one.kinds, one.is_conflict) for one in found] == [(("name",), False)]


def test_own_other_registration_is_no_conflict():
    user = partner()
    first = submitted(user)

    found = find_matches(draft(user), now=timezone.now())
    assert [(one.registration_id, one.is_conflict) for one in found] == [(first.pk, False)]


def test_draft_and_rejected_claim_nothing():
    draft()

    assert kinds(draft()) == []


def test_protection_that_is_over_claims_nothing():
    theirs = approved()
    type(theirs).objects.filter(pk=theirs.pk).update(protected_until=timezone.now() - timedelta(days=1))

    assert kinds(draft()) == []


def test_open_deal_of_our_own_is_a_conflict():
    customer = identify(email="chef@harbour-hotel.example", name="A chef")
    mine = draft()
    assert kinds(mine) == []
    deal(customer=customer)

    assert kinds(mine) == [{"domain"}]


def test_company_that_buys_from_us_is_a_conflict_and_one_of_long_ago_is_not():
    company = CompanyFactory(name="Harbour Hotel AG", vat_id="DE136695976")
    customer = identify(company=company)
    mine = draft(vat_id="DE136695976", contact_email="")
    type(customer).records.filter(pk=customer.pk).update(last_order_at=timezone.now() - timedelta(days=900))
    assert kinds(mine) == []

    type(customer).records.filter(pk=customer.pk).update(last_order_at=timezone.now())
    assert {"vat", "name"} in kinds(mine)


def test_subsidiary_of_a_registered_group_is_a_conflict():
    parent = CompanyFactory(name="Harbour Holding", vat_id="DE136695976")
    CompanyFactory(name="Beach Resorts", vat_id="ATU13585627", parent=parent)
    submitted(customer_name="Harbour Holding", vat_id="DE136695976", contact_email="")
    mine = draft(customer_name="Beach Resorts", vat_id="ATU13585627", contact_email="")

    assert kinds(mine) == [{"hierarchy"}]


def test_company_is_found_by_its_people_and_its_places():
    company = CompanyFactory(name="Nothing alike")
    CompanyContactFactory(company=company, email="lena@harbour-hotel.example")
    CompanyLocation.objects.create(
        company=company,
        name="House",
        line1="Hafenstr. 5",
        postcode="20457",
        line4="Hamburg",
        country=CountryFactory(),
    )
    mine = draft(line1="Hafenstraße 5", postcode="20457")

    (one,) = find_matches(mine, now=timezone.now())
    assert (one.company_id, set(one.kinds)) == (company.pk, {"domain", "address"})


def test_partner_is_no_end_customer_of_its_own():
    user = partner()
    company = user.company_contact.company
    mine = draft(user, customer_name=company.name, contact_email="")

    assert find_matches(mine, now=timezone.now()) == []


def test_what_was_loaded_in_bulk_is_found_once_indexed():
    Company.objects.bulk_create([Company(name="Harbour Hotel", vat_id="DE136695976", path="/99/")])
    mine = draft()
    assert find_matches(mine, now=timezone.now()) == []

    assert index_missing() >= 1
    assert len(find_matches(mine, now=timezone.now())) == 1
    before = PartyKey.objects.count()
    index_all()
    assert PartyKey.objects.count() == before


def test_queries_stay_the_same_with_more_companies():
    mine = draft(vat_id="DE136695976")
    counts = []
    for number in range(3):
        company = CompanyFactory(name=f"Harbour Hotel {number}")
        CompanyContactFactory(company=company, email=f"a{number}@harbour-hotel.example")
        add_identifiers(identify(company=company), email=f"b{number}@harbour-hotel.example")
        submitted(customer_name=f"Harbour Hotel {number}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            find_matches(mine, now=timezone.now())
        counts.append(len(captured))

    assert len(set(counts)) == 1, counts


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Nordform.example/shop?a=b", "nordform.example"),
        ("nordform.example:8080", "nordform.example"),
        ("http://gmail.com", ""),
        ("nordform", ""),
        ("", ""),
    ],
)
def test_domain_of_a_website(text, domain):
    assert website_domain(text) == domain


def test_mail_provider_is_nobodys_domain():
    assert email_domain("a@gmx.de") == ""
    assert email_domain("A@Müller.example") == "xn--mller-kva.example"
