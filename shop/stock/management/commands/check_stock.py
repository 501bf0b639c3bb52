"""`manage.py check_stock`: do the books add up, and why are there so many of this?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shop.stock.consistency import differences
from shop.stock.queries import explain_stock


class Command(BaseCommand):
    help = "Check that stock records, warehouses and the ledger agree; with SKUs, tell why there are so many"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("skus", nargs="*", metavar="SKU")

    def handle(self, *args: Any, **options: Any) -> None:
        skus = options["skus"] or None
        for sku in skus or ():
            for line in explain_stock(sku):
                self.stdout.write(line)
        found = list(differences(skus=skus))
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} numbers do not add up.")
        self.stdout.write("The books add up.")
