"""What the scheduler has done about registrations."""

from celery import shared_task
from django.utils import timezone

from partners.deal_registrations.decisions import expire_due
from partners.deal_registrations.index import index_missing
from partners.deal_registrations.reminding import remind_of_late


@shared_task(name="partners.deal_registrations.tasks.look_after_registrations")
def look_after_registrations() -> None:
    """End the protection that is over, and remind of answers that are late."""
    now = timezone.now()
    expire_due(now=now)
    remind_of_late(now=now)


@shared_task(name="partners.deal_registrations.tasks.index_companies_without_keys")
def index_companies_without_keys() -> None:
    """Have the conflict check find companies that were loaded past the receivers."""
    index_missing()
