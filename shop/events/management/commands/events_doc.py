"""Write the catalogue of events in docs/events.md."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from shop.events.catalogue import with_catalogue

DOC = Path(__file__).resolve().parents[4] / "docs" / "events.md"


class Command(BaseCommand):
    help = "Writes the catalogue of events between its two marks in docs/events.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is up to date")

    def handle(self, *args: object, **options: object) -> None:
        before = DOC.read_text(encoding="utf-8")
        after = with_catalogue(before)
        if options["check"]:
            if after != before:
                raise CommandError("docs/events.md is behind the code: run manage.py events_doc.")
            return
        DOC.write_text(after, encoding="utf-8")
        self.stdout.write(f"Wrote {DOC.name}.")
