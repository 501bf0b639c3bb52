"""`manage.py search_status`: who answers, and whether the indexes say what the shop says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.drift import drift_of
from search.engines.base import Engine, EngineUnavailableError
from search.engines.registry import engine_status, engines
from search.services import reindex


class Command(BaseCommand):
    help = "Show which engine answers and compare every index with the shop"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="index again what differs")

    def handle(self, *args: Any, **options: Any) -> None:
        state = engine_status()
        self.stdout.write(f"Answering: {state.answering} (configured: {state.configured})")
        if not state.is_well:
            self.stdout.write(f"Since {state.since:%Y-%m-%d %H:%M:%S %Z}: {state.reason}")
        differences = sum([self._check(name, engine, **options) for name, engine in engines().items()])
        if differences and not options["repair"]:
            raise CommandError("The indexes differ from the shop; --repair mends them.")

    def _check(self, name: str, engine: Engine, *, repair: bool, **options: Any) -> int:
        try:
            drift = drift_of(engine)
            self.stdout.write(
                f"{name}: {drift.documents} documents, {len(drift.missing)} missing, "
                f"{len(drift.stale)} stale, {len(drift.left_over)} left over."
            )
            if repair and drift.product_ids:
                reindex(drift.product_ids, engine=engine)
                self.stdout.write(f"{name}: {len(drift.product_ids)} products indexed again.")
        except EngineUnavailableError as error:
            raise CommandError(f"{name} does not answer: {error}") from error
        return len(drift.product_ids)
