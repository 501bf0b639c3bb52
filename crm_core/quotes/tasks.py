"""What the scheduler has done about quotes."""

from celery import shared_task

from crm_core.quotes.moves import expire_quotes


@shared_task(name="crm_core.quotes.tasks.expire")
def expire() -> None:
    """End the quotes whose last day is over."""
    expire_quotes()
