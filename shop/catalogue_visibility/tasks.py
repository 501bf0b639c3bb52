"""What the schedule repairs: who sees what is as the rules say."""

import logging

from celery import shared_task

from shop.catalogue_visibility.services import refresh_everything

logger = logging.getLogger(__name__)


@shared_task
def repair_visibility() -> None:
    """Write on all products and categories who sees them by the rules, and tell how many were otherwise.

    For what was written past the signals: by hand, by another program, by a restore. May be repeated.
    """
    if moved := refresh_everything():
        logger.warning("Who sees %d products was not as the visibility rules say.", moved)
