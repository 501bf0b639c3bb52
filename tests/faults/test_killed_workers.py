"""Workers die by SIGKILL twice a second; no event may be lost, doubled or out of order."""

import os
import random
import signal
import sys
import time
from contextlib import suppress

import psycopg
import pytest

from tests.faults.harness import scratch_run

pytestmark = [pytest.mark.services, pytest.mark.faults]
SECONDS = int(os.environ.get("KILN_FAULT_SECONDS", "30"))
KILLS_A_SECOND = 2
KILLS = SECONDS * KILLS_A_SECOND
WORKERS = ("one", "two", "three")
SUBSCRIBERS = ("commissions", "signals", "timeline")


@pytest.fixture
def run():
    database, broker = os.environ.get("DATABASE_URL", ""), os.environ.get("CELERY_BROKER_URL", "")
    if not database.startswith("postgres") or not broker.startswith("redis"):
        pytest.skip("needs PostgreSQL in DATABASE_URL and Redis in CELERY_BROKER_URL")
    with scratch_run(database) as run:
        run.seconds_per_call = 0.01
        yield run


def ready_workers(run) -> list[str]:
    run.supervise(WORKERS, concurrency=2)
    return [name for name in WORKERS if run.children(name)]


def kill_one_after_the_other(run) -> None:
    """A process that handles deliveries, and every fifth time a whole worker, which is started again."""
    for turn in range(KILLS):
        began = time.monotonic()
        assert run.wait_until(lambda: ready_workers(run), seconds=60)
        ready = ready_workers(run)
        name = ready[turn % len(ready)]
        if turn % 5 == 0:
            run.kill(name)
            run.start_worker(name, concurrency=2)
        else:
            with suppress(ProcessLookupError, IndexError):  # it went before we came
                os.kill(random.choice(run.children(name)), signal.SIGKILL)
        time.sleep(max(0.0, began + 1 / KILLS_A_SECOND - time.monotonic()))
    run.supervise(WORKERS, concurrency=2)


def pending(connection) -> int:
    return connection.execute("SELECT count(*) FROM events_delivery WHERE state = 'pending'").fetchone()[0]


def heard_by_key(connection, subscriber) -> dict[str, list[int]]:
    rows = connection.execute(
        "SELECT key, array_agg(number ORDER BY id) FROM faults_heard WHERE subscriber = %s GROUP BY key",
        [subscriber],
    )
    return dict(rows.fetchall())


def test_nothing_is_lost_doubled_or_out_of_order(run):
    for name in WORKERS:
        run.start_worker(name, concurrency=2)
    run.start_beat()
    assert run.wait_until(lambda: all(run.children(name) for name in WORKERS), seconds=120)
    publisher = run.start_publisher("a", "--seconds", str(SECONDS), "--rate", "30", "--failing", "0.1")

    kill_one_after_the_other(run)
    stated = int(publisher.communicate(timeout=120)[0])

    with psycopg.connect(run.database_url, autocommit=True) as connection:
        drained = run.wait_until(lambda: ready_workers(run) and pending(connection) == 0, seconds=120)
        assert drained, f"{pending(connection)} deliveries are still pending"
        facts = dict(
            connection.execute(
                "SELECT key, array_agg(number ORDER BY id) FROM faults_fact GROUP BY key"
            ).fetchall()
        )
        again = connection.execute("SELECT count(*) FROM events_delivery WHERE attempts > 1").fetchone()[0]
        states = connection.execute("SELECT state, count(*) FROM events_delivery GROUP BY state").fetchall()
        for subscriber in SUBSCRIBERS:
            assert heard_by_key(connection, subscriber) == facts
    sys.stdout.write(f"{KILLS} kills, {stated} events, {again} deliveries lost and delivered again\n")
    assert stated == sum(len(numbers) for numbers in facts.values())
    assert states == [("done", 3 * stated)]
    assert again > 0
