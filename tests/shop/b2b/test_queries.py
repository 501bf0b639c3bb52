import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from shop.b2b.models import Company, CompanyContact
from shop.b2b.queries import company_of
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact():
    company = Company.objects.create(name="Harbour Kitchens")
    return CompanyContact.objects.create(
        company=company, user=UserFactory(), name="Jonas", email="jonas@harbour.example"
    )


def test_user_speaks_for_their_company(contact):
    assert company_of(contact.user) == contact.company


def test_address_leads_to_the_company_whatever_its_case(contact):
    assert company_of(email="Jonas@Harbour.example") == contact.company


def test_others_speak_for_nobody(contact):
    assert company_of(UserFactory()) is None
    assert company_of(UserFactory(), email="somebody@else.example") is None
    assert company_of(AnonymousUser()) is None
    assert company_of() is None


def test_account_with_a_contacts_address_does_not_speak_by_that(contact):
    """An address can be typed by anybody; who asks by user is answered by the link alone."""
    contact.user = None
    contact.save()

    assert company_of(UserFactory(email="jonas@harbour.example")) is None


def test_database_refuses_one_address_for_two_companies(contact):
    other = Company.objects.create(name="Other")

    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyContact.objects.create(company=other, name="Jonas", email="JONAS@harbour.example")
