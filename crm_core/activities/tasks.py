"""The beat schedule's side of activities."""

from celery import shared_task

from crm_core.activities import reminders


@shared_task
def send_reminders() -> None:
    """Write the reminders that are due."""
    reminders.send_reminders()
