"""`tell_mails`: put the mails that were sent before the timeline told mails into it."""

from django.core.management.base import BaseCommand

from crm_core.customers.models import Customer
from crm_core.timeline.mail_subscribers import tell_mails_of


class Command(BaseCommand):
    """Go through all customers; asked again, it tells none twice."""

    help = "Tell the e-mails of the outbox in the timelines of their customers; may be repeated."

    def handle(self, *args: object, **options: object) -> None:
        """Print how many were told."""
        told = sum(tell_mails_of(customer) for customer in Customer.objects.order_by("pk").iterator())
        self.stdout.write(f"{told} e-mails told.")
