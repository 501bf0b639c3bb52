"""`manage.py check_credit`: do the books of store credit and gift cards add up?"""

from django.core.management.base import BaseCommand, CommandError

from shop.store_credit.consistency import differences


class Command(BaseCommand):
    help = "Check that the entries of transfers, balances, and the charges of orders agree"

    def handle(self, *args: object, **options: object) -> None:
        found = list(differences())
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} numbers do not add up.")
        self.stdout.write("The books add up.")
