"""Where a race is run: on PostgreSQL in this process, on SQLite in many."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction

ROOT = Path(__file__).resolve().parents[2]


BUYERS = 50
PATIENCE = 20


def on_postgresql(test):
    """Mark a test that runs on PostgreSQL only, with commits for real."""
    for mark in (
        pytest.mark.services,
        pytest.mark.usefixtures("site"),
        pytest.mark.django_db(transaction=True),
        pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
    ):
        test = mark(test)
    return test


def on_sqlite(race, folder, *, module="tests.races.oversell", number=BUYERS):
    done = subprocess.run(
        [sys.executable, "-m", "tests.races.on_sqlite", module, f"{race}={number}"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'race.sqlite3'}"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])[race]


def refused_is_fine(work, *kinds):
    """Call; tell the class of a refusal that is one of the proper answers."""
    try:
        work()
    except kinds as refusal:
        return type(refusal).__name__
    return "done"


def behind(row, calls):
    """Hold a row, start the calls in a thread each, and let go when all of them wait for a lock.

    Each starts once the one before waits (or has ended), so that all have read what they read without a
    lock before any of them has written it. Waiting calls go on in their order. Returns the results, the
    class's name for an error. PostgreSQL only.
    """
    with ThreadPoolExecutor(len(calls)) as threads:
        with transaction.atomic():
            type(row)._base_manager.select_for_update().get(pk=row.pk)
            running = []
            for call in calls:
                running.append(threads.submit(_result, call))
                _wait_until_held_up(running)
        return [one.result() for one in running]


def _result(call):
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - the test shows it
        return type(error).__name__
    finally:
        connection.close()


def _wait_until_held_up(running):
    """Wait until each of these threads has ended or waits for a lock."""
    until = time.monotonic() + PATIENCE
    while _held_up() < sum(not one.done() for one in running):
        assert time.monotonic() < until, "It neither ends nor waits for a lock."
        time.sleep(0.01)


def _held_up():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]
