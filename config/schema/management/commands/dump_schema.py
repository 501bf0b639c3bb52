"""`manage.py dump_schema`: write anew what a fresh database begins with."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.schema.dump import DUMP, written


class Command(BaseCommand):
    help = "Run every migration on a scratch SQLite file and write the dump that fresh databases begin with"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing, fail when the dump is another"
        )

    def handle(self, *args: object, **options: object) -> None:
        if connections["default"].vendor != "sqlite":
            raise CommandError(
                "Some migrations ask the default database which one it is: unset DATABASE_URL."
            )
        default = connections["default"]
        before = default.settings_dict["NAME"]
        with tempfile.TemporaryDirectory() as folder:
            default.close()
            default.settings_dict["NAME"] = str(Path(folder) / "schema.sqlite3")
            try:
                dump = written(default)
            finally:
                default.close()
                default.settings_dict["NAME"] = before
        if not options["check"]:
            DUMP.write_text(dump, encoding="utf-8")
        elif dump != DUMP.read_text(encoding="utf-8"):
            raise CommandError("The dump is not what the migrations make: call `manage.py dump_schema`.")
