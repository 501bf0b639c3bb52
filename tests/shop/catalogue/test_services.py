from contextlib import suppress

import pytest
from django.db import transaction

from shop.catalogue.models import Category
from shop.catalogue.services import MOST_IN_ONE_EVENT, announce_products, batched_announcements
from shop.events.models import Event
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db


def told():
    return [event.payload["product_ids"] for event in Event.objects.order_by("pk")]


def test_a_product_is_told_once_at_the_end_of_what_belongs_together():
    with batched_announcements():
        announce_products([2])
        with batched_announcements():
            announce_products([1, 2])
        announce_products([2])
        assert told() == []

    assert told() == [[1, 2]]


def test_what_a_savepoint_took_back_and_came_again_is_told():
    with batched_announcements():
        announce_products([1])
        with transaction.atomic():
            announce_products([2])
            transaction.set_rollback(True)
        announce_products([2])

    assert told() == [[1, 2]]


@pytest.mark.django_db(transaction=True)
def test_every_transaction_tells_anew_and_a_broken_one_nothing():
    announce_products([1])
    with suppress(ZeroDivisionError), batched_announcements():
        announce_products([2])
        raise ZeroDivisionError
    with batched_announcements():
        announce_products([1, 2])
    announce_products([2])

    assert told() == [[1], [1, 2], [2]]


def test_a_product_saved_with_its_parts_is_told_once():
    product = ProductFactory()
    Event.objects.all().delete()

    with batched_announcements():
        product.save()
        product.categories.add(Category.add_root(name="Bowls"))
        product.stockrecords.get().save()

    assert told() == [[product.pk]]


def test_many_products_are_told_in_events_of_a_bounded_size():
    announce_products(range(MOST_IN_ONE_EVENT + 1))

    assert [len(ids) for ids in told()] == [MOST_IN_ONE_EVENT, 1]


def test_nothing_to_tell_tells_nothing(django_assert_num_queries):
    announce_products([])

    assert told() == []
