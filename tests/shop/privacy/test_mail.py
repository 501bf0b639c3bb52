import pytest
from django.utils import timezone

from shop.mail.models import Mail
from shop.privacy.mail import confirm_request
from shop.privacy.models import DeletionRequest
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def asked(**fields):
    now = timezone.now()
    return DeletionRequest.objects.create(user=UserFactory(), requested_at=now, due_at=now, **fields)


def test_a_request_is_confirmed_once_and_no_other_with_it():
    now = timezone.now()
    request, other = asked(), asked()

    assert [confirm_request(request, now=now) for _ in range(2)] == [True, False]

    assert list(Mail.objects.values_list("to", flat=True)) == [request.user.email]
    other.refresh_from_db()
    assert other.told_at is None


@pytest.mark.parametrize("field", ["withdrawn_at", "done_at"])
def test_a_request_that_is_closed_is_not_written_about(field):
    request = asked(**{field: timezone.now()})

    assert not confirm_request(request, now=timezone.now())

    assert not Mail.objects.exists()
    request.refresh_from_db()
    assert request.told_at is None
