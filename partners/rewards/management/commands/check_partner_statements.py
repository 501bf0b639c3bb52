"""`manage.py check_partner_statements`: reckon statements anew and name what deviates."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from partners.rewards.models import Statement
from partners.rewards.services.recount import recompute_statement


class Command(BaseCommand):
    """Compare each statement with its entries, and those with orders, refunds and terms; changes nothing."""

    help = "Reckon partners' statements anew from orders and refunds; status 1 when one deviates by a penny."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the month as YYYY-MM; all months without it."""
        parser.add_argument("--month", default="", help="YYYY-MM")

    def handle(self, *_args: object, **options: object) -> None:
        """Print what deviates."""
        rows = Statement.objects.select_related("account__company").order_by("pk")
        if options["month"]:
            rows = rows.filter(month=f"{options['month']}-01")
        checked = wrong = 0
        for statement in rows.iterator():
            recount = recompute_statement(statement)
            checked += 1
            wrong += not recount.is_right
            if recount.sums != recount.kept or recount.sums.closing != recount.closing:
                self.stdout.write(f"{statement}: {recount.closing} kept, {recount.sums.closing} counted")
            for one in recount.deviations:
                self.stdout.write(f"{statement}: {one.about}: {one.booked} booked, {one.computed} computed")
        self.stdout.write(f"{checked} statements, {wrong} deviate.")
        if wrong:
            raise CommandError(f"{wrong} statements deviate.")
