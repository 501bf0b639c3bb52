"""What the scheduler has done about leads at partners."""

from celery import shared_task

from partners.lead_distribution.services import recall_overdue


@shared_task(name="partners.lead_distribution.tasks.recall_overdue")
def recall_overdue_offers() -> None:
    """Take back what nobody has answered in time, and offer it to the next."""
    recall_overdue()
