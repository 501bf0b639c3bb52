"""What the scheduler has written."""

from celery import shared_task
from django.utils import timezone

from shop.notifications.order_mail import send_due_confirmations


@shared_task(name="shop.notifications.tasks.confirm_unpaid_orders")
def confirm_unpaid_orders() -> None:
    """Confirm orders whose buyers left the online payment open."""
    send_due_confirmations(now=timezone.now())
