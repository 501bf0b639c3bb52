"""`manage.py search_rebuild`: build the indexes anew while the old ones answer."""

import time

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engines.base import EngineUnavailableError
from search.engines.registry import engines
from search.services import rebuild


class Command(BaseCommand):
    help = "Build the search indexes anew; pages are answered by the old ones until the new are ready"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--engine", choices=sorted(engines()), help="only this one; all of them without it"
        )

    def handle(self, *args: object, **options: object) -> None:
        chosen = {name: engine for name, engine in engines().items() if options["engine"] in {None, name}}
        for name, engine in chosen.items():
            start = time.monotonic()
            try:
                count = rebuild(engine)
            except EngineUnavailableError as error:
                raise CommandError(f"{name} does not answer, its old index stays: {error}") from error
            self.stdout.write(f"{name}: {count} products in {time.monotonic() - start:.1f} s.")
