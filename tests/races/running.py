"""Where a race is run: on PostgreSQL in this process, on SQLite in many."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


BUYERS = 50


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
