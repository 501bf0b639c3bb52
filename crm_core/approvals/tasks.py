"""The beat schedule's side of approvals."""

from celery import shared_task

from crm_core.approvals import waiting


@shared_task
def look_after() -> int:
    """Ask the next person where nobody answered, and end what has waited too long; return how many."""
    return waiting.escalate_due() + waiting.expire_due()
