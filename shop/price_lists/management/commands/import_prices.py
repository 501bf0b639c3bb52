"""Import a file of prices into a list: for files that are too large to upload."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from shop.imports.errors import ImportFailedError
from shop.partner.price_list_models import PriceList
from shop.price_lists.file_import import load_prices, problems_of, stage_prices
from shop.price_lists.file_rows import PROBLEMS, read_file

SHOWN = 50


class Command(BaseCommand):
    """Check a file, tell what is wrong with it, load the rest."""

    help = "Imports a CSV or XLSX file (sku, min_quantity, price) into a price list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the list's name and the file."""
        parser.add_argument("name", help="name of the price list")
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="prices not in the file leave the list")
        parser.add_argument("--check", action="store_true", help="tell only what would change")

    def handle(self, *, name: str, file: Path, replace: bool, check: bool, **_options: object) -> None:
        """Import it."""
        price_list = PriceList.objects.filter(name=name).first()
        if price_list is None:
            raise CommandError(f"There is no price list {name!r}.")
        try:
            rows = read_file(file, currency=price_list.currency)
            batch = stage_prices(price_list, rows, file_name=file.name, replaces=replace)
        except ImportFailedError as error:
            raise CommandError(str(error)) from error
        for row in problems_of(batch)[:SHOWN]:
            column, reason = PROBLEMS[row.problem]
            self.stderr.write(f"Row {row.number}, {column or 'row'}: {reason} {row.detail or row.sku}")
        counts = f"{batch.num_rows} rows: {batch.num_new} new, {batch.num_changed} changed"
        self.stdout.write(f"{counts}, {batch.num_same} unchanged, {batch.num_problems} left out.")
        if check:
            batch.delete()
            return
        self.stdout.write(f"{load_prices(batch)} prices changed.")
