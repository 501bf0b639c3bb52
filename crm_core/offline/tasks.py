"""What the scheduler has done about orders that were written offline."""

from celery import shared_task
from django.utils import timezone

from crm_core.offline import services


@shared_task(name="crm_core.offline.tasks.discard_old")
def discard_old() -> None:
    """Delete what came so long ago that nobody takes it up again."""
    services.discard_old(now=timezone.now())
