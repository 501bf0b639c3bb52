import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.events.models import Delivery, Event
from shop.events.services import deliver_missing, publish, publish_all, replay
from tests.shop.events.declared import KilnOpened, PotSold, PotThrown

pytestmark = pytest.mark.django_db


def test_publish_writes_the_event_and_a_delivery_per_subscriber(recorder):
    first, second = recorder("first"), recorder("second", PotThrown)

    row = publish(PotThrown(pot_id=7, glaze="celadon", weights=[1.5], notes={"firing": 3}, form="vase"))

    assert (row.name, row.version, row.ordering_key) == ("PotThrown", 1, "pot_id:7")
    assert Event.objects.get().payload == {
        "pot_id": 7,
        "glaze": "celadon",
        "weights": [1.5],
        "notes": {"firing": 3},
        "form": "vase",
    }
    assert list(row.deliveries.order_by("pk").values_list("subscriber", "partition_key", "state")) == [
        (first.path, "tests.shop.events.declared pot_id:7", "pending"),
        (second.path, "tests.shop.events.declared pot_id:7", "pending"),
    ]


def test_publish_keeps_the_version_of_the_class():
    assert publish(PotSold(pot_id=1, price="12.00")).version == 2


def test_publish_without_an_order_has_no_lane(recorder):
    recorder()

    publish(KilnOpened())
    publish(PotThrown(pot_id=None))

    assert list(Delivery.objects.values_list("partition_key", "event__ordering_key")) == [("", ""), ("", "")]


def test_publish_in_a_transaction_rolled_back_leaves_nothing_and_nudges_nobody(
    recorder, django_capture_on_commit_callbacks
):
    heard = recorder()

    @transaction.atomic
    def publish_and_fail():
        publish(PotThrown(pot_id=1))
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(ZeroDivisionError):
        publish_and_fail()

    assert callbacks == []
    assert heard.calls == []
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_publish_delivers_on_commit(recorder, django_capture_on_commit_callbacks):
    heard = recorder()

    with django_capture_on_commit_callbacks(execute=True):
        publish(PotThrown(pot_id=1))
        assert heard.calls == []

    assert heard.calls == [("PotThrown", 1)]
    assert Delivery.objects.get().state == Delivery.State.DONE


def test_publish_to_nobody_nudges_nobody(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        publish(PotThrown(pot_id=1))

    assert callbacks == []


def test_publish_all_keeps_the_order_and_costs_the_same_for_many(recorder):
    recorder("first"), recorder("second")

    with CaptureQueriesContext(connection) as one:
        publish_all([PotThrown(pot_id=0)])
    with CaptureQueriesContext(connection) as many:
        rows = publish_all(PotThrown(pot_id=number) for number in range(1, 51))

    assert len(many) == len(one) == 2
    assert [row.payload["pot_id"] for row in rows] == list(range(1, 51))
    assert sorted(row.pk for row in rows) == [row.pk for row in rows]
    assert Delivery.objects.count() == 102


def test_publish_all_writes_nothing_when_one_is_refused(recorder):
    recorder()

    with pytest.raises(TypeError):
        publish_all([PotThrown(pot_id=1), PotThrown(pot_id="1")])

    assert not Event.objects.exists()


def test_replay_delivers_again_and_leaves_what_is_pending(recorder, django_capture_on_commit_callbacks):
    heard = recorder("heard", KilnOpened)
    with django_capture_on_commit_callbacks(execute=True):
        publish(KilnOpened())
    publish(KilnOpened())
    Delivery.objects.filter(state="done").update(error="old")

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        assert replay(Delivery.objects.all()) == 1

    assert len(callbacks) == 1
    assert list(Delivery.objects.values_list("state", "attempts", "done_at", "error")) == [
        ("pending", 0, None, ""),
        ("pending", 0, None, ""),
    ]
    assert len(heard.calls) == 1


def test_deliver_missing_lets_a_new_subscriber_catch_up_once(recorder, django_capture_on_commit_callbacks):
    publish_all([PotThrown(pot_id=1), PotThrown(pot_id=2), PotSold(pot_id=1, price="9")])
    late = recorder("late", PotThrown)

    with django_capture_on_commit_callbacks(execute=True):
        counts = [
            deliver_missing(Event.objects.filter(name="PotThrown"), subscriber=late.path) for _ in range(2)
        ]

    assert counts == [2, 0]
    assert late.calls == [("PotThrown", 1), ("PotThrown", 2)]
