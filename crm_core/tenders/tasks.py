"""What the scheduler has done about tenders."""

from celery import shared_task

from crm_core.tenders.services import close_due


@shared_task(name="crm_core.tenders.tasks.open_bids")
def open_bids() -> None:
    """Open the bids of tenders whose deadline is over."""
    close_due()
