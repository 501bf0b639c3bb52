"""What the scheduler has done about baskets."""

from celery import shared_task

from shop.checkout.abandonment import publish_abandoned_baskets


@shared_task(name="shop.checkout.tasks.detect_abandoned_baskets")
def detect_abandoned_baskets() -> None:
    """Tell of the baskets that are left behind."""
    publish_abandoned_baskets()
