from datetime import timedelta

import pytest
from django.contrib.auth.signals import user_logged_out
from django.utils import timezone

from shop.stock.models import Reservation
from shop.stock.services import reserve
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def holding():
    """Two users' baskets and a guest's, each with a piece reserved."""
    baskets = [
        BasketFactory(owner=owner, lines=[ProductFactory()]) for owner in (UserFactory(), UserFactory(), None)
    ]
    for basket in baskets:
        reserve(basket, until=timezone.now() + timedelta(minutes=5))
    return baskets


def log_out(user):
    user_logged_out.send(sender=type(user), request=None, user=user)


def test_who_logs_out_gives_back_only_what_they_held(holding):
    first, *others = holding

    log_out(first.owner)

    assert list(Reservation.objects.order_by("pk").values_list("basket", flat=True)) == [
        one.pk for one in others
    ]
    assert first.lines.get().stockrecord.num_reserved == 0


def test_nobody_who_logs_out_gives_nothing_back(holding):
    log_out(None)

    assert Reservation.objects.count() == 3
