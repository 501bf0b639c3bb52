from datetime import timedelta

import pytest
from django.utils import timezone

from shop.events import registry
from shop.events.delivery import MAX_ATTEMPTS, back_off, claim_new, claim_retries, deliver, lock_claimed
from shop.events.models import Delivery, Event
from shop.events.registry import subscribe
from shop.events.services import publish, publish_all, replay
from shop.events.tasks import deliver_due
from tests.shop.events.conftest import NOON
from tests.shop.events.declared import KilnOpened, PotSold, PotThrown

pytestmark = pytest.mark.django_db


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_delivered_twice_leaves_one(recorder):
    heard = recorder()
    publish(PotThrown(pot_id=1))
    claimed = claim_new()

    deliver(claimed)
    deliver(claimed)

    assert heard.rows() == ["PotThrown 1"]
    assert heard.calls == [("PotThrown", 1)]


def test_failure_keeps_nothing_of_the_handler_and_is_written_down(recorder, clock):
    heard = recorder()
    heard.broken = {1}
    publish(PotThrown(pot_id=1))

    deliver_due()

    delivery = Delivery.objects.get()
    assert heard.rows() == []
    assert (delivery.state, delivery.attempts, delivery.done_at) == ("pending", 1, None)
    assert delivery.error.startswith("ValueError('pot 1 is cracked')\n\nTraceback")
    assert timedelta(seconds=2.5) <= delivery.next_attempt_at - NOON <= timedelta(seconds=5)


def test_failed_delivery_is_tried_again_when_its_time_has_come(recorder, clock):
    heard = recorder()
    heard.broken = {1}
    publish(PotThrown(pot_id=1))
    deliver_due()
    heard.broken = set()

    clock.shift(timedelta(seconds=2))
    deliver_due()
    assert heard.calls == []

    clock.shift(timedelta(seconds=4))
    deliver_due()
    delivery = Delivery.objects.get()
    assert heard.calls == [("PotThrown", 1)]
    assert (delivery.state, delivery.attempts, delivery.error) == ("done", 2, "")
    assert delivery.done_at == timezone.now()


def test_back_off_doubles_to_an_hour_and_varies_by_half():
    waits = [[back_off(attempts).total_seconds() for _ in range(50)] for attempts in (1, 2, 3, 12)]

    for wait, full in zip(waits, (5, 10, 20, 3600), strict=True):
        assert full / 2 <= min(wait) < max(wait) <= full


def test_last_failure_is_dead_and_stays_so(recorder, clock):
    heard = recorder()
    heard.broken = {1}
    publish(PotThrown(pot_id=1))

    for _attempt in range(MAX_ATTEMPTS + 3):
        deliver_due()
        clock.shift(timedelta(hours=1))

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.done_at) == ("dead", MAX_ATTEMPTS, None)
    assert delivery.error.startswith("ValueError")


def test_dead_delivery_can_be_replayed(recorder, clock, django_capture_on_commit_callbacks):
    heard = recorder()
    publish(PotThrown(pot_id=1))
    Delivery.objects.update(state="dead", attempts=MAX_ATTEMPTS, error="cracked")

    with django_capture_on_commit_callbacks(execute=True):
        replay(Delivery.objects.filter(state="dead"))

    assert heard.calls == [("PotThrown", 1)]
    assert list(Delivery.objects.values_list("state", "attempts", "error")) == [("done", 1, "")]


def test_failing_subscriber_holds_up_neither_another_nor_the_caller(
    recorder, django_capture_on_commit_callbacks
):
    broken, sound = recorder("broken", module="broken.subscribers"), recorder("sound")
    broken.broken = {1, 2}

    with django_capture_on_commit_callbacks(execute=True):
        publish_all([PotThrown(pot_id=1), PotThrown(pot_id=2)])

    assert sound.calls == [("PotThrown", 1), ("PotThrown", 2)]
    assert sound.rows() == ["PotThrown 1", "PotThrown 2"]
    assert states() == ["pending", "done", "pending", "done"]


def test_events_of_one_key_wait_for_the_first_and_those_of_another_do_not(recorder, clock):
    heard = recorder()
    heard.broken = {1}
    publish_all([PotThrown(pot_id=1), PotSold(pot_id=1, price="9"), PotThrown(pot_id=2)])

    deliver_due()
    assert heard.calls == [("PotThrown", 2)]

    heard.broken = set()
    clock.shift(timedelta(seconds=5))
    deliver_due()
    assert heard.calls == [("PotThrown", 2), ("PotThrown", 1), ("PotSold", 1)]
    assert states() == ["done"] * 3


def test_batch_goes_by_the_keys_of_what_its_events_are_about(recorder, clock):
    heard = recorder()
    publish_all([PotThrown(pot_id=11), PotThrown(pot_id=9), PotSold(pot_id=11, price="9")])

    deliver_due()

    assert heard.calls == [("PotThrown", 9), ("PotThrown", 11), ("PotSold", 11)]


def test_functions_of_one_slice_share_the_order_and_other_slices_do_not(recorder, clock):
    thrown = recorder("on_thrown", PotThrown, module="crm_core.timeline.subscribers")
    sold = recorder("on_sold", PotSold, module="crm_core.timeline.entries")
    other = recorder("on_sold_too", PotSold, module="crm_core.customers.subscribers")
    thrown.broken = {1}
    publish_all([PotThrown(pot_id=1), PotSold(pot_id=1, price="9")])

    deliver_due()
    assert (sold.calls, other.calls) == ([], [("PotSold", 1)])

    thrown.broken = set()
    clock.shift(timedelta(seconds=5))
    deliver_due()
    assert sold.calls == [("PotSold", 1)]


def test_subscriber_with_a_lane_of_its_own_waits_for_nobody_else(recorder, clock):
    away = recorder("away", PotThrown, module="search.subscribers.elasticsearch")
    near = recorder("near", PotSold, module="search.subscribers.database")
    subscribe(PotThrown, partition="search.elasticsearch")(away)
    away.broken = {1}
    publish_all([PotThrown(pot_id=1), PotSold(pot_id=1, price="9")])

    deliver_due()

    assert near.calls == [("PotSold", 1)]


def partitions():
    return list(Delivery.objects.order_by("pk").values_list("partition_key", flat=True))


def test_replayed_delivery_waits_in_the_partition_that_its_subscriber_has_today(recorder):
    recorder("on_thrown", PotThrown, module="crm_core.timeline.subscribers")
    publish_all([PotThrown(pot_id=3)])
    old = "crm_core.timeline.subscribers pot_id:3"
    Delivery.objects.update(state="done", done_at=timezone.now(), partition_key=old)

    replay(Delivery.objects.filter(state="done"))

    assert partitions() == ["crm_core.timeline pot_id:3"]


def test_delivery_to_a_subscriber_that_has_moved_arrives(recorder, monkeypatch):
    heard = recorder("on_thrown", PotThrown, module="crm_core.timeline.subscribers")
    publish_all([PotThrown(pot_id=3)])
    now = Delivery.objects.get().subscriber
    monkeypatch.setitem(registry.FORMER_PATHS, "crm_core.story.on_thrown", now)
    Delivery.objects.update(subscriber="crm_core.story.on_thrown")

    deliver_due()

    assert heard.rows() == ["PotThrown 3"]


def test_dead_delivery_lets_its_lane_go_on(recorder, clock):
    heard = recorder()
    publish_all([PotThrown(pot_id=1), PotSold(pot_id=1, price="9")])
    first = Delivery.objects.order_by("pk").first()
    Delivery.objects.filter(pk=first.pk).update(state="dead")

    deliver_due()

    assert heard.calls == [("PotSold", 1)]


def test_replayed_deliveries_of_a_lane_come_in_the_order_of_publication(recorder):
    heard = recorder()
    publish_all([PotThrown(pot_id=1), PotSold(pot_id=1, price="9")])
    deliver_due()
    heard.calls.clear()
    heard.__name__ = "again"

    for delivery in Delivery.objects.order_by("-pk"):
        replay(Delivery.objects.filter(pk=delivery.pk))
    deliver_due()

    assert heard.calls == [("PotThrown", 1), ("PotSold", 1)]


def test_claimed_delivery_is_not_claimed_again_until_the_claim_lapses(recorder, clock):
    recorder()
    publish(KilnOpened())

    assert [delivery.attempts for delivery in claim_new()] == [1]
    assert (claim_new(), claim_retries()) == ([], [])
    clock.shift(timedelta(seconds=16))
    assert [delivery.attempts for delivery in claim_retries()] == [2]


def test_lapsed_claim_is_not_worked_on_by_its_first_owner(recorder, clock):
    heard = recorder()
    publish(KilnOpened())
    first = claim_new()
    clock.shift(timedelta(seconds=16))
    second = claim_retries()

    assert lock_claimed(first) == []
    deliver(first)
    assert heard.calls == []
    deliver(second)
    assert heard.calls == [("KilnOpened", "big")]


def test_delivery_that_loses_its_worker_each_time_ends_as_dead(recorder, clock):
    heard = recorder()
    publish(KilnOpened())
    claim_new()

    for _lost in range(MAX_ATTEMPTS):
        clock.shift(timedelta(seconds=16))
        claim_retries()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("dead", MAX_ATTEMPTS)
    assert delivery.error == "The worker was lost while this was delivered."
    assert heard.calls == []


def test_unknown_event_lands_on_its_row(recorder, clock):
    recorder()
    publish(KilnOpened())
    Event.objects.update(name="KilnSold")

    deliver_due()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("pending", 1)
    assert delivery.error.splitlines()[0] == (
        "LookupError('tests.shop.events.declared.recorder does not subscribe to KilnSold in this version.')"
    )


def test_newer_version_waits_on_its_row_and_an_older_one_is_upgraded(recorder, clock):
    heard = recorder()
    publish_all([PotSold(pot_id=1, price="9"), PotSold(pot_id=2, price="9")])
    newer, older = Event.objects.order_by("pk")
    Event.objects.filter(pk=newer.pk).update(version=3)
    Event.objects.filter(pk=older.pk).update(version=1, payload={"pot_id": 2})

    deliver_due()

    assert heard.calls == [("PotSold", 2)]
    errors = [row.error.splitlines()[:1] for row in Delivery.objects.order_by("pk")]
    assert errors == [["LookupError('PotSold is at version 2 and cannot read version 3.')"], []]


def test_event_published_by_a_subscriber_is_delivered_too(recorder, django_capture_on_commit_callbacks):
    heard = recorder("heard", PotSold)

    @subscribe(PotThrown)
    def sell(event):
        publish(PotSold(pot_id=event.pot_id, price="1"))

    with django_capture_on_commit_callbacks(execute=True):
        publish(PotThrown(pot_id=1))

    assert heard.calls == [("PotSold", 1)]


def test_backlog_larger_than_a_batch_is_delivered_whole(recorder):
    heard = recorder("heard", PotThrown)
    publish_all(PotThrown(pot_id=number) for number in range(55))

    deliver_due()

    assert sorted(heard.calls) == [("PotThrown", number) for number in range(55)]
    assert states() == ["done"] * 55
