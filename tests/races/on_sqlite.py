"""A race on a SQLite file, which threads can share as they cannot share the tests' database in memory.

`DATABASE_URL=sqlite:///... python -m tests.races.on_sqlite tests.races.oversell placements=50` prints JSON.
"""

import importlib
import json
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.test.utils import setup_test_environment

from tests.shop.checkout.race_on_sqlite import NoMigrations


def main(module, *wanted):
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    settings.MIGRATION_MODULES = NoMigrations()
    django.setup()
    setup_test_environment()
    call_command("migrate", run_syncdb=True, verbosity=0)
    importlib.import_module("wagtail.models").Locale.objects.get_or_create(language_code="en")
    races = importlib.import_module(module)
    pairs = [pair.split("=") for pair in wanted]
    found = {name: getattr(races, name)(int(number)) for name, number in pairs}
    sys.stdout.write("\n" + json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
