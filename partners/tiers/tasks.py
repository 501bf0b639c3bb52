"""What the clock does to tiers."""

from celery import shared_task

from partners.tiers.services import review_all


@shared_task
def review_tiers() -> None:
    """Review every partner; what was decided today is not decided again."""
    review_all()
