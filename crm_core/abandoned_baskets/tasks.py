"""What the scheduler has done about baskets that are left."""

from celery import shared_task

from crm_core.abandoned_baskets.detection import find_abandoned_baskets


@shared_task(name="crm_core.abandoned_baskets.tasks.find")
def find() -> None:
    """Tell of the baskets that are left behind, and close the spells that have ended."""
    find_abandoned_baskets()
