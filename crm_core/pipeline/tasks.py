"""The worker's side of the pipeline."""

from celery import shared_task

from crm_core.pipeline.subscribers import basket_filled


@shared_task
def tell_basket_filled(basket_id: int) -> None:
    """Move the deal that a basket concerns, away from the request that filled it."""
    basket_filled(basket_id)
