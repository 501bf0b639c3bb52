import logging

import pytest
from celery import current_app
from django.core.cache import cache

from shop.events.models import Delivery
from shop.events.services import publish
from shop.events.tasks import deliver_due
from shop.events.wakeups import FLAG, claim_wake_flag, clear_wake_flag, wake_worker
from tests.shop.events.declared import KilnOpened


@pytest.fixture
def broker_away(monkeypatch):
    """A site with a broker where nobody listens; tasks are sent, not run in place."""
    usual = current_app.conf.broker_connection_timeout
    # As config/settings/celery.py has it for a site with a broker; without it kombu tries for six seconds.
    current_app.conf.update(task_always_eager=False, broker_connection_timeout=2)
    with current_app.connection_for_write("redis://127.0.0.1:1/0") as connection:
        producer = current_app.amqp.Producer(connection, auto_declare=False)
        monkeypatch.setattr(current_app.amqp, "_producer_pool", _PoolOf(producer))
        yield
    current_app.conf.update(task_always_eager=True, broker_connection_timeout=usual)


class _PoolOf:
    """Hands out one producer, as kombu's pool of them does."""

    def __init__(self, producer):
        self.producer = producer

    def acquire(self, **_options):
        return self

    def __enter__(self):
        return self.producer

    def __exit__(self, *_error):
        return None


def test_flag_stands_until_a_worker_looks():
    assert [claim_wake_flag(), claim_wake_flag()] == [True, False]
    clear_wake_flag()
    assert claim_wake_flag() is True


@pytest.mark.django_db
def test_nudge_runs_no_second_worker_while_the_flag_stands(recorder):
    heard = recorder()
    publish(KilnOpened())
    cache.set(FLAG, 1)

    wake_worker()
    assert heard.calls == []

    clear_wake_flag()
    wake_worker()
    assert heard.calls == [("KilnOpened", "big")]


@pytest.mark.django_db
def test_broker_that_is_away_breaks_nothing_and_the_sweep_delivers(
    recorder, broker_away, caplog, django_capture_on_commit_callbacks
):
    heard = recorder("heard", KilnOpened)

    with (
        caplog.at_level(logging.WARNING, "shop.events.wakeups"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        publish(KilnOpened(kiln="big"))
        publish(KilnOpened(kiln="small"))

    assert [record.message for record in caplog.records] == [
        "No worker could be nudged; the sweep will deliver."
    ]
    assert list(Delivery.objects.values_list("state", flat=True)) == ["pending", "pending"]
    deliver_due()
    assert heard.calls == [("KilnOpened", "big"), ("KilnOpened", "small")]
