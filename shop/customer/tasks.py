"""The beat schedule's side of the account area."""

import logging

from celery import shared_task

from shop.customer.alerts import subscribing
from shop.customer.alerts.services import due_alerts, send_back_in_stock

logger = logging.getLogger(__name__)


@shared_task
def send_alerts() -> None:
    """Write to whoever waits for what is back; one mail that fails holds up no other."""
    for alert in due_alerts():
        try:
            send_back_in_stock(alert)
        except OSError:  # SMTPException is one
            logger.exception("Alert %s could not be sent.", alert.pk)


@shared_task
def forget_unconfirmed_alerts() -> None:
    """Forget alerts, and the addresses asked about them, that nobody confirmed in time."""
    subscribing.delete_unconfirmed_alerts()
