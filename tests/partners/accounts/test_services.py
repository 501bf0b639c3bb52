from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from partners.accounts.models import PartnerUser
from partners.accounts.queries import account_of, active_account
from partners.accounts.services import UserIsElsewhereError, set_users
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_user_of_another_account_is_refused_and_nothing_changes():
    account, other = PartnerAccountFactory(), PartnerUserFactory()
    present = PartnerUserFactory(account=account)

    with pytest.raises(UserIsElsewhereError):
        set_users(account, [other.user])

    assert set(PartnerUser.objects.all()) == {other, present}


def test_database_keeps_a_user_to_one_account():
    member = PartnerUserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerUserFactory(user=member.user)


def test_database_refuses_a_rate_above_hundred():
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerAccountFactory(commission_rate=Decimal("100.01"))


def test_account_of_a_user_comes_with_its_company(django_assert_num_queries):
    member = PartnerUserFactory()

    with django_assert_num_queries(1):
        found = account_of(member.user)
        assert found.company.name.startswith("Nordform")

    assert found == member.account
    assert account_of(UserFactory()) is None


def test_suspended_account_has_no_working_code():
    active, suspended = PartnerAccountFactory(), PartnerAccountFactory(status="suspended")

    assert active_account(active.code) == active
    assert active_account(suspended.code) is None
    assert active_account("nobody") is None


def roles(account):
    return dict(PartnerUser.objects.filter(account=account).values_list("user", "role"))


def test_who_stays_keeps_the_role_and_nobody_of_another_account_loses_anything():
    other = PartnerUserFactory(role="owner")
    owner = PartnerUserFactory(role="owner")
    new = UserFactory()

    set_users(owner.account, [new, owner.user])

    assert roles(owner.account) == {new.pk: "member", owner.user.pk: "owner"}
    assert roles(other.account) == {other.user.pk: "owner"}


def test_an_account_without_an_owner_gets_the_first_who_is_new():
    PartnerUserFactory(role="owner")  # of another account
    member = PartnerUserFactory(role="member")
    first, second = UserFactory(), UserFactory()

    set_users(member.account, [first, second, member.user])

    assert roles(member.account) == {first.pk: "owner", second.pk: "member", member.user.pk: "member"}
