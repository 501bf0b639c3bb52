"""Runs races on SQLite files, which threads can share as they cannot share the tests' database in memory.

`DATABASE_URL=sqlite:///empty.sqlite3 python -m tests.races.on_sqlite` makes the tables once, then reads one
race a line from stdin, `{"module": ..., "race": ..., "number": ..., "file": ...}`. Each is run by a forked
process on a copy of that database in `file`; what came of it is one line of JSON on stdout, null for a race
that broke (stderr says why).
"""

import importlib
import json
import os
import shutil
import sys
import traceback
from contextlib import redirect_stdout
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_test_environment


class NoMigrations:
    """Tables straight from the models, as the fast tests have them."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    settings.MIGRATION_MODULES = NoMigrations()
    django.setup()
    setup_test_environment()
    call_command("migrate", run_syncdb=True, verbosity=0)
    importlib.import_module("wagtail.models").Locale.objects.get_or_create(language_code="en")
    connections.close_all()
    empty = settings.DATABASES["default"]["NAME"]
    for line in sys.stdin:
        wanted = json.loads(line)
        file = Path(wanted["file"])
        shutil.copyfile(empty, file)
        result = file.with_suffix(".json")
        child = os.fork()
        if child == 0:
            os._exit(_run(result=result, **wanted))
        os.waitpid(child, 0)
        sys.stdout.write((result.read_text(encoding="utf-8") if result.exists() else "null") + "\n")
        sys.stdout.flush()


def _run(*, module, race, number, file, result):
    """Run one race in a process of its own; return its exit status."""
    try:
        connections.settings["default"]["NAME"] = file
        with redirect_stdout(sys.stderr):
            found = getattr(importlib.import_module(module), race)(number)
        result.write_text(json.dumps(found), encoding="utf-8")
    except BaseException:  # noqa: BLE001 - the test shows it
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
