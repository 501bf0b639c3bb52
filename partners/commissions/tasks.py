"""What the clock does to commissions."""

from celery import shared_task
from django.utils import timezone

from partners.commissions.services import release_commissions


@shared_task
def release_due() -> None:
    """Let those become payable whose return period is over."""
    release_commissions(now=timezone.now())
