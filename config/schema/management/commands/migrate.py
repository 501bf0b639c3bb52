"""`manage.py migrate`: Django's, and on a fresh SQLite file it begins with the dump."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from config.schema.dump import fits, load
from config.schema.swappable import names_remembered


class Command(migrate.Command):
    """Loads the dump into an empty database, then migrates what is newer."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin with the dump unless less, more or something else than all migrations is asked for."""
        connection = connections[options["database"]]
        asked = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")
        if not any(options.get(name) for name in asked) and fits(connection):
            if options["verbosity"] >= 1:
                self.stdout.write("Loading the tables of a fresh database ...")
            load(connection)
        with names_remembered():
            super().handle(*args, **options)
