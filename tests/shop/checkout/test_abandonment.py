"""Which baskets count as left behind, and what is forgotten of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.basket.models import Basket, Line
from shop.checkout.abandonment import _publish, abandoned_baskets, publish_abandoned_baskets, remember_contact
from shop.checkout.models import BasketContact
from shop.events.models import Event
from tests.shop.factories import BasketFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def limits(settings):
    settings.KILN_BASKET_ABANDONED_HOURS, settings.KILN_BASKET_CONTACT_DAYS = 4, 30


def basket(*, owner=None, email=None, hours=5):
    """A basket with one line, touched so many hours ago."""
    made = BasketFactory(owner=owner, lines=[ProductFactory()])
    if email is not None:
        remember_contact(made, email=email)
    Line.objects.filter(basket=made).update(date_updated=NOW - timedelta(hours=hours))
    return made


def test_left_is_whose_owner_can_be_reached():
    user, gone = UserFactory(), UserFactory(is_active=False)
    reachable = [basket(owner=user), basket(email="ada@example.com")]
    for owner, email in ((gone, None), (gone, "ada@example.com"), (None, None), (None, "")):
        basket(owner=owner, email=email)

    assert list(abandoned_baskets(NOW)) == reachable


def test_left_is_what_is_open_and_was_not_told_of():
    told = basket(email="bo@example.com")
    BasketContact.objects.filter(basket=told).update(left_at=NOW)
    ordered = basket(email="cy@example.com")
    Basket.objects.filter(pk=ordered.pk).update(status=Basket.SUBMITTED)
    kept = basket(email="ada@example.com")

    assert list(abandoned_baskets(NOW)) == [kept]


@pytest.mark.parametrize(
    ("hours", "is_left"), [(3.9, False), (4, True), (30 * 24, True), (30 * 24 + 1, False)]
)
def test_left_is_what_nobody_touched_for_hours_but_not_for_ever(hours, is_left):
    basket(email="ada@example.com", hours=hours)

    assert abandoned_baskets(NOW).exists() is is_left


def test_each_basket_is_told_of_once():
    user = UserFactory()
    first, second = basket(email="ada@example.com"), basket(owner=user)

    counted = [publish_abandoned_baskets(now=NOW), publish_abandoned_baskets(now=NOW)]

    told = [event.payload for event in Event.objects.filter(name="BasketAbandoned").order_by("pk")]
    assert counted == [2, 0]
    assert told == [
        {"basket_id": first.pk, "user_id": None},
        {"basket_id": second.pk, "user_id": user.pk},
    ]


def test_addresses_go_with_the_order_and_after_a_month():
    ordered, old, kept = (basket(email=f"{name}@example.com", hours=1) for name in ("ada", "bo", "cy"))
    Basket.objects.filter(pk=ordered.pk).update(status=Basket.SUBMITTED)
    BasketContact.objects.filter(basket=old).update(created_at=NOW - timedelta(days=31))

    publish_abandoned_baskets(now=NOW)

    found = dict(BasketContact.objects.values_list("basket", "email"))
    assert found == {ordered.pk: "", old.pk: "", kept.pk: "cy@example.com"}


def test_of_two_schedulers_that_see_one_basket_one_tells():
    first, second = basket(email="ada@example.com"), basket(email="bo@example.com")

    assert [_publish(first, now=NOW) for _ in range(2)] == [True, False]

    told = Event.objects.filter(name="BasketAbandoned")
    assert [event.payload["basket_id"] for event in told] == [first.pk]
    assert list(abandoned_baskets(NOW)) == [second]
