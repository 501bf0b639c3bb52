from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from shop.privacy.models import DeletionRequest
from shop.privacy.queries import confirmed_addresses, due_requests, open_request_of
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_due_is_what_is_open_and_whose_day_has_come_the_longest_waiting_first():
    now = timezone.now()

    def asked(*, days, **fields):
        due_at = now + timedelta(days=days)
        fields = {"confirmed_at": now, **fields}
        return DeletionRequest.objects.create(user=UserFactory(), requested_at=now, due_at=due_at, **fields)

    asked(days=-1, confirmed_at=None)
    today, yesterday = asked(days=0), asked(days=-1)
    asked(days=1)
    asked(days=-1, withdrawn_at=now)
    asked(days=-1, done_at=now)

    assert list(due_requests(now=now)) == [yesterday, today]


def test_open_is_ones_own_request_that_is_neither_withdrawn_nor_done():
    now, user = timezone.now(), UserFactory()

    def asked(user, **fields):
        return DeletionRequest.objects.create(user=user, requested_at=now, due_at=now, **fields)

    asked(UserFactory())
    asked(user, withdrawn_at=now)
    asked(user, done_at=now)

    assert open_request_of(user) is None
    request = asked(user)
    assert open_request_of(user) == request


def test_confirmed_are_ones_own_verified_addresses_in_lower_case():
    user = UserFactory()
    for owner, email, verified in [
        (user, "Mei@example.com", True),
        (user, "typo@example.com", False),
        (UserFactory(), "li@example.com", True),
    ]:
        EmailAddress.objects.create(user=owner, email=email, verified=verified)

    assert confirmed_addresses(user) == ["mei@example.com"]
