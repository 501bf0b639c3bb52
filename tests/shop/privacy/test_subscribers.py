import pytest
from django.utils import timezone

from shop.mail.models import Mail
from shop.privacy.events import AccountDeletionRequested
from shop.privacy.services import request_deletion
from shop.privacy.subscribers import on_account_deletion_requested, on_address_taken_back
from shop.user.events import AddressTakenBack
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_an_address_taken_back_keeps_its_own_account_and_no_other():
    owner, other = UserFactory(), UserFactory()
    taken_back, stays = (request_deletion(user, now=timezone.now()) for user in (owner, other))

    on_address_taken_back(AddressTakenBack(user_id=owner.pk))

    taken_back.refresh_from_db()
    stays.refresh_from_db()
    assert taken_back.withdrawn_at is not None
    assert stays.withdrawn_at is None


def test_of_two_who_asked_the_one_of_the_event_is_written_to():
    owner, other = UserFactory(), UserFactory()
    _foreign, request = (request_deletion(user, now=timezone.now()) for user in (other, owner))

    on_account_deletion_requested(AccountDeletionRequested(user_id=owner.pk, request_id=request.pk))

    assert list(Mail.objects.values_list("to", flat=True)) == [owner.email]
