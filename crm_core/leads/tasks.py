"""What the scheduler has done about leads."""

from celery import shared_task

from crm_core.leads.baskets import capture_large_baskets
from crm_core.leads.scoring import rescore_fading


@shared_task(name="crm_core.leads.tasks.capture_large_baskets")
def capture_large() -> None:
    """Make leads of baskets that have become large."""
    capture_large_baskets()


@shared_task(name="crm_core.leads.tasks.rescore_leads")
def rescore_leads() -> None:
    """Score all open leads anew: points fade by the day, and rules may have changed."""
    rescore_fading(all_open=True)
