from datetime import timedelta

import pytest
from django.utils import timezone

from shop.privacy.models import DeletionRequest
from shop.privacy.queries import due_requests
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_due_is_what_is_open_and_whose_day_has_come_the_longest_waiting_first():
    now = timezone.now()

    def asked(*, days, **fields):
        due_at = now + timedelta(days=days)
        return DeletionRequest.objects.create(user=UserFactory(), requested_at=now, due_at=due_at, **fields)

    today, yesterday = asked(days=0), asked(days=-1)
    asked(days=1)
    asked(days=-1, withdrawn_at=now)
    asked(days=-1, done_at=now)

    assert list(due_requests(now=now)) == [yesterday, today]
