"""What the scheduler has done about money."""

from celery import shared_task

from shop.payments.expiry import expire_orders, settle_free_orders
from shop.payments.reconciliation import reconcile


@shared_task(name="shop.payments.tasks.process_payments")
def process_payments() -> None:
    """Mend what fell between us and the provider; then settle what is free and call off what nobody pays."""
    reconcile()
    settle_free_orders()
    expire_orders()
