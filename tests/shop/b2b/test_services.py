import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in

from shop.b2b.models import Company, CompanyContact
from shop.b2b.queries import company_of
from shop.b2b.services import link_account_of, link_contacts_of
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def address_of(user, email, *, verified=True):
    return EmailAddress.objects.create(user=user, email=email, verified=verified, primary=False)


def test_who_confirms_the_address_of_a_contact_buys_for_the_company():
    contact, user = CompanyContactFactory(email="Jonas@Harbour.example"), UserFactory()
    address = address_of(user, "jonas@harbour.example")

    email_confirmed.send(sender=EmailAddress, request=None, email_address=address)

    assert company_of(user) == contact.company


def test_who_logs_in_later_buys_for_the_company():
    user = UserFactory()
    address_of(user, "jonas@harbour.example")
    contact = CompanyContact.objects.bulk_create(
        [CompanyContact(company=CompanyContactFactory().company, name="J", email="jonas@harbour.example")]
    )[0]

    user_logged_in.send(sender=type(user), request=None, user=user)

    assert company_of(user) == contact.company


def test_contact_that_is_written_down_finds_its_account():
    user = UserFactory()
    address_of(user, "jonas@harbour.example")

    contact = CompanyContactFactory(email="JONAS@harbour.example")

    assert contact.user == user


@pytest.mark.parametrize("how", ["unconfirmed", "ended"])
def test_an_address_that_proves_nothing_opens_nothing(how):
    user = UserFactory(is_active=how != "ended")
    address_of(user, "jonas@harbour.example", verified=how != "unconfirmed")
    CompanyContactFactory(email="jonas@harbour.example")

    if how == "unconfirmed":
        assert link_contacts_of(user) is None
    assert company_of(user) is None


def test_a_new_address_takes_the_account_away_and_brings_its_own():
    first, second = UserFactory(), UserFactory()
    address_of(first, "jonas@harbour.example")
    address_of(second, "mei@harbour.example")
    contact = CompanyContactFactory(email="jonas@harbour.example")

    contact.email = "mei@harbour.example"
    contact.save()

    assert [company_of(user) for user in (first, second)] == [None, contact.company]


def test_another_confirmed_address_of_the_account_keeps_it():
    user = UserFactory()
    address_of(user, "jonas@harbour.example")
    address_of(user, "j.beck@harbour.example")
    contact = CompanyContactFactory(email="jonas@harbour.example")

    contact.email = "j.beck@harbour.example"
    contact.save()

    assert company_of(user) == contact.company


def test_an_account_speaks_for_one_company():
    user = UserFactory()
    address_of(user, "jonas@harbour.example")
    address_of(user, "jonas@other.example")
    first = CompanyContactFactory(email="jonas@harbour.example")
    other = CompanyContactFactory(email="jonas@other.example")

    link_account_of(other)

    assert (company_of(user), CompanyContact.objects.get(pk=other.pk).user) == (first.company, None)
    assert link_contacts_of(user) is None


def test_a_contact_that_has_an_account_keeps_it():
    owner, other = UserFactory(), UserFactory()
    address_of(owner, "jonas@harbour.example")
    contact = CompanyContactFactory(email="jonas@harbour.example")
    EmailAddress.objects.filter(user=owner).delete()
    address_of(other, "jonas@harbour.example")

    assert link_contacts_of(other) is None
    assert company_of(owner) == contact.company


def test_what_nobody_sees_is_taken_off_a_company_and_its_contact():
    company = Company(name="Nordlicht\u200b\u00a0GmbH")
    contact = CompanyContact(name="\u3000Mei Lin", phone="\uff0b\uff14\uff19 30\u2011123")
    for row in (company, contact):
        row.clean()

    assert (company.name, contact.name, contact.phone) == ("Nordlicht GmbH", "Mei Lin", "+49 30-123")
