"""What the scheduler has done about baskets."""

from celery import shared_task

from shop.checkout.abandonment import forget_contacts


@shared_task(name="shop.checkout.tasks.forget_basket_contacts")
def forget_basket_contacts() -> None:
    """Forget the addresses that guests typed, once they are of no use."""
    forget_contacts()
