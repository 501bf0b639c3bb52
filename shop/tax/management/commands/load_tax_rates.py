"""`manage.py load_tax_rates`: write the rates that come with Kiln into the back office."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.tax.services import import_rates
from shop.tax.table import SHIPPED, read_rates


class Command(BaseCommand):
    help = "Write tax rates into the back office (those that are there already stay)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=SHIPPED, help="CSV; default: the rates of Kiln")
        parser.add_argument("--country", action="append", help="only this one (ISO 3166); may be repeated")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            rates = read_rates(options["file"])
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        wanted = set(options["country"] or [])
        new = import_rates(rate for rate in rates if not wanted or rate.country in wanted)
        self.stdout.write(f"{new} new tax rates.")
