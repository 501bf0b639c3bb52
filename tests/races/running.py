"""Where a race is run: on PostgreSQL in this process, on SQLite in many."""

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from django.db import connection, transaction

ROOT = Path(__file__).resolve().parents[2]


BUYERS = 50
PATIENCE = 20
LONGEST = 500  # seconds that a race may take


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
    """Run a race in a process of its own, on a SQLite file in this folder, and return what came of it."""
    runner = _runner()
    wanted = {"module": module, "race": race, "number": number, "file": str(folder / f"{race}.sqlite3")}
    runner.stdin.write(json.dumps(wanted) + "\n")
    runner.stdin.flush()
    ready, _writers, _errors = select.select([runner.stdout], [], [], LONGEST)
    answer = runner.stdout.readline() if ready else ""
    assert answer not in ("", "null\n"), said_by(runner)
    return json.loads(answer)


@cache
def _runner():
    """Start the process that runs them, once: what it costs to start Django and to make the tables is much."""
    folder = Path(tempfile.mkdtemp(prefix="kiln-races-"))
    with (folder / "errors").open("w") as errors:
        runner = subprocess.Popen(
            [sys.executable, "-m", "tests.races.on_sqlite"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    runner.folder = folder
    atexit.register(_stop, runner)
    return runner


def said_by(runner):
    return (runner.folder / "errors").read_text(encoding="utf-8")[-4000:]


def _stop(runner):
    runner.communicate()
    shutil.rmtree(runner.folder, ignore_errors=True)


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
