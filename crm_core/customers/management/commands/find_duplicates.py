"""Compare all customers who never were."""

from django.core.management.base import BaseCommand

from crm_core.customers.tasks import compare_waiting


class Command(BaseCommand):
    """Fills the queue of potential duplicates after an upgrade; merges nothing."""

    help = "Compares customers who were never compared and fills the queue of potential duplicates."

    def handle(self, *_args: object, **_options: object) -> None:
        """Compare and say how many."""
        self.stdout.write(f"Compared {compare_waiting()} customers.")
