import pytest
from allauth.account.models import EmailAddress

from partners.accounts.queries import addresses_of, confirmed_users, is_code_of_another
from shop.b2b.models import CompanyContact
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_code_is_anothers_if_another_account_has_this_one():
    own, other = PartnerAccountFactory(code="nordform"), PartnerAccountFactory(code="sued")

    assert [is_code_of_another(code, own) for code in ("nordform", "sued", "west")] == [False, True, False]
    assert [is_code_of_another(code) for code in (own.code, other.code, "west")] == [True, True, False]


def test_addresses_are_those_of_the_people_and_the_contacts_of_the_company():
    account, other = PartnerAccountFactory(), PartnerAccountFactory()
    second = PartnerAccountFactory(company=account.company)

    def user(name, *, also="", verified=True):
        found = UserFactory(email=f"{name}@example.com")
        if also:
            EmailAddress.objects.create(user=found, email=f"{also}@example.com", verified=verified)
        return found

    def contact(company, email, user=None):
        CompanyContact.objects.create(company=company, email=email, user=user)

    PartnerUserFactory(account=account, user=user("sven", also="Sven.home"))
    PartnerUserFactory(account=second, user=user("lin", also="claimed", verified=False))
    contact(account.company, "office@example.com")
    contact(account.company, "", user("mei", also="mei.home"))
    PartnerUserFactory(account=other, user=user("theirs", also="theirs.home"))
    contact(other.company, "their.office@example.com", user("bo", also="bo.home"))

    names = ("sven", "sven.home", "lin", "office", "mei", "mei.home")
    assert addresses_of(account) == {f"{name}@example.com" for name in names}


def test_users_are_found_by_the_addresses_that_they_confirmed():
    mei, lin, bo = (UserFactory(email=f"{name}@example.com") for name in ("mei", "lin", "bo"))
    for user, verified in ((mei, True), (lin, False), (bo, True)):
        EmailAddress.objects.create(user=user, email=user.email, verified=verified)

    assert confirmed_users(["Mei@example.com", "lin@example.com"]) == {"mei@example.com": mei}
