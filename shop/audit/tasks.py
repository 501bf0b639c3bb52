"""The beat schedule's side of the log."""

from celery import shared_task
from django.utils import timezone

from shop.audit.services import forget_old


@shared_task
def forget_old_entries() -> None:
    """Delete what nobody has to account for any more."""
    forget_old(now=timezone.now())
