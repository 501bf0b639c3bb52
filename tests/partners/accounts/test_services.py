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
