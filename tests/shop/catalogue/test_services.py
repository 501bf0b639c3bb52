import pytest
from django.db import transaction

from shop.catalogue.services import MOST_IN_ONE_EVENT, announce_products
from shop.events.models import Event

pytestmark = pytest.mark.django_db


def told():
    return [event.payload["product_ids"] for event in Event.objects.order_by("pk")]


def test_a_product_is_told_once_in_a_transaction():
    with transaction.atomic():
        announce_products([1])
        announce_products([1, 2])
        announce_products([2])

    assert told() == [[1], [2]]


def test_what_a_savepoint_took_back_is_told_again():
    with transaction.atomic():
        announce_products([1])
        with transaction.atomic():
            announce_products([2])
            transaction.set_rollback(True)
        announce_products([2])

    assert told() == [[1], [2]]


@pytest.mark.django_db(transaction=True)
def test_every_transaction_tells_anew_and_a_broken_one_nothing():
    announce_products([1])
    with transaction.atomic():
        announce_products([2])
        transaction.set_rollback(True)
    with transaction.atomic():
        announce_products([1, 2])

    assert told() == [[1], [1, 2]]


def test_many_products_are_told_in_events_of_a_bounded_size():
    announce_products(range(MOST_IN_ONE_EVENT + 1))

    assert [len(ids) for ids in told()] == [MOST_IN_ONE_EVENT, 1]


def test_nothing_to_tell_tells_nothing(django_assert_num_queries):
    announce_products([])

    assert told() == []
