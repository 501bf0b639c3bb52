"""Staff read beside each hit why it is there; nobody else does, and nobody else pays for it."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.search.factories import index_all
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
WHY = "Why this result?"


@pytest.fixture
def bowls():
    ProductFactory(title="Rice bowl")
    ProductFactory(title="Soup bowl")
    index_all()


def page(client, **asked):
    return client.get(reverse("search:search"), asked)


def reader(**more):
    user = StaffFactory(is_superuser=False, **more)
    user.user_permissions.add(Permission.objects.get(codename="view_searchdocument"))
    return user


def test_staff_with_the_right_read_why_beside_each_hit(client, bowls):
    client.force_login(reader())

    response = page(client, q="rice bowl")

    first, second = (
        response.context["listing"].explanations[card.product_id]
        for card in response.context["listing"].cards
    )
    assert [(line.label, line.words) for line in first.lines][:2] == [
        ("Has all the words", ("rice", "bowl", "ricebowl")),
        ("Is what was searched for", ("bowl", "ricebowl")),
    ]
    assert second.lines[0].label == "Has some of the words"
    assert first.score > second.score
    assert response.content.decode().count(WHY) == 2


@pytest.mark.parametrize("who", [None, UserFactory, StaffFactory])
def test_others_do_not(client, bowls, who):
    if who is not None:
        client.force_login(who(is_superuser=False))

    assert WHY not in page(client, q="rice bowl").content.decode()


def test_a_listing_without_words_explains_nothing(client, bowls):
    client.force_login(reader())

    assert WHY not in page(client).content.decode()


def test_an_explanation_costs_the_same_for_one_hit_and_for_three(client, bowls):
    client.force_login(reader())
    numbers = []
    for title in ("Celadon vase", "Tide vase", "Snow vase"):
        ProductFactory(title=title)
        index_all()
        page(client, q="vase")
        with CaptureQueriesContext(connection) as captured:
            page(client, q="vase")
        numbers.append(len(captured))
    assert len(set(numbers)) == 1
