import pytest
from django.utils import timezone

from partners.accounts.export import partner_accounts
from partners.accounts.models import PartnerDelegate
from partners.accounts.queries import account_of
from partners.accounts.services import add_person, remove_user
from partners.accounts.subscribers import on_account_deleted
from shop.events.models import Delivery
from shop.privacy.events import AccountDeleted
from shop.privacy.services import erase_account, request_deletion
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_person_whose_account_has_ended_stands_for_no_partner(django_capture_on_commit_callbacks):
    member, stays = PartnerUserFactory(), PartnerUserFactory()
    request = request_deletion(member.user, now=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        erase_account(request, now=request.due_at)
    event = AccountDeleted(user_id=member.user_id, request_id=request.pk, email_confirmed=True)
    on_account_deleted(event)  # once more

    assert not Delivery.objects.exclude(done_at=None).filter(error__gt="").exists()
    assert account_of(member.user) is None
    assert account_of(stays.user) == stays.account
    member.account.refresh_from_db()
    assert member.account.is_active


def test_the_copy_of_ones_data_names_the_partner_account():
    member = PartnerUserFactory()
    PartnerUserFactory()

    assert list(partner_accounts(member.user)) == [
        {"company": str(member.account.company), "code": member.account.code, "role": "Administrator"}
    ]


def test_a_delegate_whose_account_has_ended_is_none_any_more():
    account, adviser = PartnerAccountFactory(), CompanyContactFactory(user=UserFactory()).user
    add_person(account, adviser, preset="buyer")

    assert remove_user(adviser.pk)

    assert not PartnerDelegate.objects.exists()
