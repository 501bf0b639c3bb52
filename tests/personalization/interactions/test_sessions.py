"""Visits of who agreed, in the timeline of the customer, and gone with the consent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from personalization.interactions.models import Interaction, Visitor
from personalization.interactions.services import delete_old_interactions, refuse_consent
from personalization.interactions.sessions import KIND, tell_sessions
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def visitor():
    user = UserFactory()
    return Visitor.objects.create(user=user, customer=identify(user=user))


def do(visitor, at, kind="view", **what):
    return Interaction.objects.create(visitor=visitor, kind=kind, occurred_at=at, **what)


def visits():
    return list(TimelineEntry.objects.filter(kind=KIND).order_by("occurred_at"))


def test_what_lies_half_an_hour_apart_is_two_visits_told_once(visitor, now):
    vase, bowl = ProductFactory(title="Vase"), ProductFactory(title="Bowl")
    begun = now - timedelta(hours=5)
    do(visitor, begun, product=vase)
    do(visitor, begun + timedelta(minutes=12), kind="search", query="blue bowl")
    do(visitor, begun + timedelta(minutes=20), product=bowl)
    do(visitor, begun + timedelta(minutes=21), kind="basket", product=bowl)
    do(visitor, begun + timedelta(hours=2), product=vase)

    assert [tell_sessions(now=now), tell_sessions(now=now)] == [2, 0]

    first, second = visits()
    assert (first.customer, first.occurred_at) == (visitor.customer, begun)
    assert first.data == {
        "minutes": 21,
        "views": 2,
        "products": ["Vase", "Bowl"],
        "more_products": 0,
        "searches": ["blue bowl"],
        "basket": 1,
        "user_id": visitor.user_id,
    }
    assert (second.data["views"], second.data["minutes"]) == (1, 0)


def test_a_visit_that_goes_on_and_a_stranger_are_not_told(visitor, now):
    do(visitor, now - timedelta(minutes=10), product=ProductFactory())
    do(Visitor.objects.create(), now - timedelta(hours=2), product=ProductFactory())

    assert tell_sessions(now=now) == 0
    assert visits() == []


def test_visits_go_with_the_consent(visitor, now):
    do(visitor, now - timedelta(hours=2), product=ProductFactory())
    tell_sessions(now=now)

    refuse_consent(visitor_key=visitor.key, user=visitor.user, source="preferences", now=now)

    assert visits() == []
    assert tell_sessions(now=now) == 0


def test_visits_are_forgotten_when_the_consent_would_be_too_old(visitor, now):
    do(visitor, now - timedelta(hours=2), product=ProductFactory())
    tell_sessions(now=now)

    delete_old_interactions(now=now + timedelta(days=4000))

    assert visits() == []
