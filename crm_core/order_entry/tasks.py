"""What the scheduler has done about drafts."""

from celery import shared_task
from django.utils import timezone

from crm_core.order_entry.drafts import discard_old_drafts


@shared_task(name="crm_core.order_entry.tasks.discard_old")
def discard_old() -> None:
    """Throw away the drafts that nobody took up again."""
    discard_old_drafts(now=timezone.now())
