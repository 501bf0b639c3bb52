"""The races on a SQLite file, which threads can share as they cannot share the tests' database in memory.

`DATABASE_URL=sqlite:///... python -m tests.shop.checkout.race_on_sqlite last_piece=8 two_tabs=4` prints JSON.
"""

import importlib
import json
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.test.utils import setup_test_environment


class NoMigrations:
    """Tables straight from the models, as the fast tests have them."""

    def __contains__(self, app):
        return True

    def __getitem__(self, app):
        return None


def main(*wanted):
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    settings.MIGRATION_MODULES = NoMigrations()
    django.setup()
    setup_test_environment()
    call_command("migrate", run_syncdb=True, verbosity=0)
    importlib.import_module("wagtail.models").Locale.objects.get_or_create(language_code="en")
    races = importlib.import_module("tests.shop.checkout.race")
    pairs = [pair.split("=") for pair in wanted]
    sys.stdout.write(json.dumps({name: getattr(races, name)(int(number)) for name, number in pairs}))


if __name__ == "__main__":
    main(*sys.argv[1:])
