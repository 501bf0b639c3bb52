"""The beat schedule's side of purchase requests."""

from celery import shared_task
from django.utils import timezone

from shop.purchase_approvals import waiting


@shared_task
def look_after_purchase_requests() -> int:
    """Remind, escalate and end what waits; return how many there were."""
    now = timezone.now()
    return waiting.expire_due(now) + waiting.escalate_due(now) + waiting.remind_due(now)
