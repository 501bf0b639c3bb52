"""What the clock does about certificates."""

import logging

from celery import shared_task

from partners.training.expiry import due_reminders, tell
from shop.time_zones import shop_day

logger = logging.getLogger(__name__)


@shared_task
def remind_of_certificates() -> None:
    """Tell holders 30 and 7 days before and at the end; one that fails holds up no other."""
    today = shop_day()
    for certificate, stage in due_reminders(today):
        try:
            tell(certificate, stage, today=today)
        except OSError:  # SMTPException is one
            logger.exception("The reminder of certificate %s could not be sent.", certificate.pk)
