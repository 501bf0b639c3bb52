"""`manage.py index_conflict_keys`: have the conflict check find all companies and customers."""

from django.core.management.base import BaseCommand

from partners.deal_registrations.index import index_all


class Command(BaseCommand):
    """Write the keys of all companies and customers anew."""

    help = "Write the keys by which the conflict check of deal registrations finds companies and customers."

    def handle(self, *args: object, **options: object) -> None:
        """Say how many they were."""
        self.stdout.write(f"{index_all()} companies and customers indexed.")
