"""The beat schedule's side of the shopping lists."""

import logging

from celery import shared_task

from shop.shopping_lists.reminders import due_reminders, remind
from shop.time_zones import shop_day

logger = logging.getLogger(__name__)


@shared_task
def remind_of_due_lists() -> None:
    """Write to the owners of lists whose day has come; one mail that fails holds up no other."""
    for shopping_list in due_reminders(shop_day()):
        try:
            remind(shopping_list)
        except OSError:  # SMTPException is one
            logger.exception("The reminder of list %s could not be sent.", shopping_list.pk)
