"""`manage.py book_partner_commissions`: enter commissions from before there was a ledger."""

from django.core.management.base import BaseCommand

from partners.rewards.services.booking import book_backlog


class Command(BaseCommand):
    """Book what partners earned and were paid before; run once after the update, again does nothing."""

    help = "Enter commissions and payouts from before there was a ledger into partners' statements."

    def handle(self, *_args: object, **_options: object) -> None:
        """Say how many entries were written."""
        self.stdout.write(f"{book_backlog()} entries written.")
