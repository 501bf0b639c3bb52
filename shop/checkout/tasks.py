"""What the scheduler has done about baskets."""

from celery import shared_task

from shop.checkout.abandonment import note_left_baskets


@shared_task(name="shop.checkout.tasks.look_for_left_baskets")
def look_for_left_baskets() -> None:
    """Tell of the baskets that are left behind."""
    note_left_baskets()
