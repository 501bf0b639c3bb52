"""The beat schedule's side of the pages."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from content.services import delete_old_entries


@shared_task
def publish_scheduled() -> None:
    """Publish what is due and take down what has expired, by Wagtail's own command."""
    call_command("publish_scheduled", verbosity=0)


@shared_task
def forget_old_entries() -> None:
    """Delete form entries that were kept as long as their form says."""
    delete_old_entries(now=timezone.now())
