"""What the scheduler has done about money."""

from celery import shared_task

from shop.payments.expiry import expire_orders
from shop.payments.reconciliation import reconcile


@shared_task(name="shop.payments.tasks.look_after_payments")
def look_after_payments() -> None:
    """Mend what fell between us and the provider; then call off what nobody pays."""
    reconcile()
    expire_orders()
