"""Subscribers that ask other servers are called outside of transactions."""

from datetime import timedelta

import pytest
from django.db import connection

from shop.events import delivery as module
from shop.events.delivery import claim_new, deliver
from shop.events.models import Delivery
from shop.events.registry import OUTSIDE_TRANSACTIONS, subscribe
from shop.events.services import publish
from shop.events.tasks import deliver_due
from tests.shop.events.conftest import NOON
from tests.shop.events.declared import PotThrown

pytestmark = pytest.mark.django_db


class Outsider:
    """Notes what it hears and how deep in transactions; fails for the pots it is told to."""

    def __init__(self):
        self.__module__, self.__qualname__ = "tests.outside", "on_pot"
        self.heard, self.depths, self.broken = [], [], set()

    def __call__(self, event):
        self.depths.append(sum(not block._from_testcase for block in connection.atomic_blocks))
        self.heard.append(event.pot_id)
        if event.pot_id in self.broken:
            raise ValueError(event.pot_id)


@pytest.fixture
def outsider():
    made = Outsider()
    subscribe(PotThrown, in_transaction=False)(made)
    yield made
    OUTSIDE_TRANSACTIONS.discard("tests.outside.on_pot")


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts"))


def test_called_outside_and_noted_as_done(outsider, recorder):
    inside = recorder("recorder", PotThrown)
    publish(PotThrown(pot_id=1))

    deliver_due()

    assert (outsider.heard, outsider.depths) == ([1], [0])
    assert inside.calls == [("PotThrown", 1)]
    assert states() == [("done", 1), ("done", 1)]


def test_failure_is_put_off_alone_and_tried_again(outsider, recorder, clock):
    recorder("recorder", PotThrown)
    outsider.broken = {1}
    publish(PotThrown(pot_id=1))
    deliver_due()
    failed = Delivery.objects.get(subscriber="tests.outside.on_pot")
    assert (failed.state, failed.attempts) == ("pending", 1)
    assert failed.error.startswith("ValueError(1)\n\nTraceback")
    assert timedelta(seconds=2) < failed.next_attempt_at - NOON <= timedelta(seconds=5)
    assert Delivery.objects.exclude(pk=failed.pk).get().state == "done"

    outsider.broken = set()
    clock.shift(timedelta(seconds=6))
    deliver_due()
    assert (outsider.heard, outsider.depths) == ([1, 1], [0, 0])
    assert sorted(states()) == [("done", 1), ("done", 2)]


def test_what_the_turn_has_no_time_for_is_given_back(outsider, monkeypatch):
    monkeypatch.setattr(module, "BATCH_SECONDS", -1)
    for number in range(3):
        publish(PotThrown(pot_id=number))

    deliver(claim_new())

    assert outsider.heard == [0]
    assert states() == [("done", 1), ("pending", 0), ("pending", 0)]


def test_a_claim_that_lapsed_is_noted_by_whoever_has_it_now(outsider):
    publish(PotThrown(pot_id=1))
    claimed = claim_new()
    Delivery.objects.update(attempts=2)

    deliver(claimed)

    assert states() == [("pending", 2)]
