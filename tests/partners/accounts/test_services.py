from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from partners.accounts.models import PartnerDelegate
from partners.accounts.queries import account_of, active_account
from partners.accounts.services import UserIsElsewhereError, add_people, add_person
from shop.b2b.models import CompanyContact
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def roles(account):
    contacts = CompanyContact.objects.filter(company=account.company, user__isnull=False)
    return dict(contacts.values_list("user", "role__preset"))


def test_user_of_another_account_is_refused_and_nothing_changes():
    account, other = PartnerAccountFactory(), PartnerUserFactory()
    present, new = PartnerUserFactory(account=account), UserFactory()

    with pytest.raises(UserIsElsewhereError):
        add_people(account, [new, other.user])

    assert roles(account) == {present.user.pk: "administrator"}
    assert roles(other.account) == {other.user.pk: "administrator"}


def test_database_refuses_a_rate_above_hundred():
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerAccountFactory(commission_rate=Decimal("100.01"))


def test_account_of_a_user_comes_with_its_company(django_assert_num_queries):
    member = PartnerUserFactory()

    with django_assert_num_queries(1):
        found = account_of(member.user)
        assert found.company.name.startswith("Nordform")

    assert found == member.account
    assert [account_of(who) for who in (UserFactory(), AnonymousUser(), None)] == [None] * 3


def test_suspended_account_has_no_working_code():
    active, suspended = PartnerAccountFactory(), PartnerAccountFactory(status="suspended")

    assert active_account(active.code) == active
    assert active_account(suspended.code) is None
    assert active_account("nobody") is None


def test_the_first_administers_a_company_without_an_administrator_and_who_stays_keeps_the_role():
    member = PartnerUserFactory(role="buyer")
    first, second = UserFactory(), UserFactory()

    add_people(member.account, [first, second, member.user])

    assert roles(member.account) == {
        first.pk: "administrator",
        second.pk: "buyer",
        member.user.pk: "buyer",
    }


def test_a_contact_who_waits_for_an_account_becomes_the_person():
    account = PartnerAccountFactory()
    waiting = CompanyContactFactory(company=account.company, user=None, email="Mei@example.com")
    mei = UserFactory(email="mei@example.com")

    add_person(account, mei, preset="accountant")

    waiting.refresh_from_db()
    assert (waiting.user, waiting.role.preset) == (mei, "accountant")


def test_who_had_left_the_company_is_there_again():
    member = PartnerUserFactory()
    CompanyContact.objects.filter(user=member.user).update(is_active=False)
    assert account_of(member.user) is None

    add_person(member.account, member.user, preset="buyer")

    assert account_of(member.user) == member.account
    assert roles(member.account) == {member.user.pk: "buyer"}


def test_who_buys_for_another_company_is_a_delegate_and_stays_its_contact():
    account = PartnerAccountFactory()
    contact = CompanyContactFactory(user=UserFactory())

    add_person(account, contact.user, preset="buyer")

    contact.refresh_from_db()
    assert contact.company != account.company
    assert account_of(contact.user) == account
    assert PartnerDelegate.objects.get().role.preset == "buyer"


def test_of_two_accounts_of_a_company_its_people_act_for_the_active_one_and_delegates_for_theirs():
    first = PartnerAccountFactory(status="suspended")
    second, third = (PartnerAccountFactory(company=first.company) for _ in range(2))
    contact, other = (CompanyContactFactory(company=first.company, user=UserFactory()) for _ in range(2))
    PartnerDelegate.objects.create(account=third, user=other.user, role=PartnerUserFactory().role_row)

    assert account_of(contact.user) == second
    assert account_of(other.user) == third


def test_nobody_acts_for_a_closed_company():
    member = PartnerUserFactory()
    member.account.company.status = "closed"
    member.account.company.save()

    assert account_of(member.user) is None
