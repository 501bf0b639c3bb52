"""The schedule's side of sales: what begins and ends is told, what moved into a collection is reckoned."""

import logging
from datetime import timedelta

from celery import current_app, shared_task
from django.core.cache import cache
from django.utils import timezone

from shop.catalogue_promotions.services import announce_moments, reckon_prices
from shop.partner.models import StockRecord
from shop.transactions import after_commit

logger = logging.getLogger(__name__)
#: For a catalogue of so many stock records prices are reckoned while a promotion is saved.
AT_ONCE = 2_000
#: The schedule runs each minute, and tells twice rather than never.
LOOKED_BACK = timedelta(minutes=5)
#: So far back where nobody knows until when all was told.
FIRST_LOOK = timedelta(days=1)
TOLD_UNTIL = "catalogue_promotions.told_until"


@shared_task
def tell_beginnings() -> None:
    """Have search and listings know prices that began or ended; the prices themselves go by the clock.

    What a worker missed, for however long nobody ran, is told too: it begins where the last one ended.
    """
    now = timezone.now()
    until = cache.get(TOLD_UNTIL) or now - FIRST_LOOK
    announce_moments(min(until, now) - LOOKED_BACK, now)
    cache.set(TOLD_UNTIL, now, timeout=None)


@shared_task
def reckon() -> None:
    """Reckon all prices: products may have moved into a collection or category."""
    reckon_prices()


def start() -> None:
    """Have all prices reckoned: now in a small catalogue, by a worker in a large one."""
    if StockRecord.objects.order_by().count() <= AT_ONCE:
        reckon_prices()
    else:
        after_commit(_ask_worker)


def _ask_worker() -> None:
    try:
        reckon.apply_async(retry=False)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be asked to reckon prices; the schedule will.", exc_info=True)
