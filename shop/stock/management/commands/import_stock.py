"""`manage.py import_stock FILE`: stock from CSV or XLSX."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.imports.errors import ImportFailedError
from shop.stock.file_import import import_stock_file


class Command(BaseCommand):
    help = "Bring the stock to a file's numbers (docs/stock.md)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")

    def handle(self, *args: object, **options: Any) -> None:
        path = options["file"]
        try:
            outcome = import_stock_file(path, is_dry=options["dry_run"], reference=path.name[:64])
        except ImportFailedError as error:
            raise CommandError(str(error)) from error
        for row, column, reason in outcome.problems:
            self.stderr.write(f"row {row}, {column or 'stock'}: {reason}")
        verb = "would change" if options["dry_run"] else "changed"
        left = len(outcome.problems)
        self.stdout.write(f"{outcome.rows} rows, {outcome.changed} {verb} something, {left} left out.")
        if left:
            raise CommandError(f"{left} rows could not be used.")
