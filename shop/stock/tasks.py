"""The beat schedule's side of the stock."""

from celery import shared_task

from shop.stock.services import release_expired


@shared_task
def release_due() -> None:
    """Give back what nobody paid in time."""
    release_expired()
