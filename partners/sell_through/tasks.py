"""What the clock does about partners' reports."""

import logging

from celery import shared_task

from partners.sell_through.gaps import chase, find_gaps, gaps_to_tell
from shop.time_zones import shop_day

logger = logging.getLogger(__name__)


@shared_task
def chase_missing_reports() -> None:
    """Find reports that are overdue, remind partners, tell managers; one that fails holds up no other."""
    today = shop_day()
    find_gaps(today=today)
    for gap in gaps_to_tell(today=today):
        try:
            chase(gap, today=today)
        except OSError:  # SMTPException is one
            logger.exception("The reminder of gap %s could not be sent.", gap.pk)
