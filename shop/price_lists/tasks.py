"""The schedule's side of price lists: beginnings and ends are told, contexts repaired, rule lists rebuilt."""

import logging
from datetime import timedelta

from celery import current_app, shared_task
from django.core.cache import cache
from django.utils import timezone

from shop.partner.models import PriceList
from shop.price_lists.building import publish
from shop.price_lists.contexts import drop_unused_contexts, reckon_contexts
from shop.price_lists.services import announce_moments
from shop.transactions import after_commit

logger = logging.getLogger(__name__)
LOOKED_BACK = timedelta(minutes=5)
#: So far back where nobody knows until when all was told.
FIRST_LOOK = timedelta(days=1)
TOLD_UNTIL = "price_lists.told_until"


@shared_task
def tell_beginnings() -> None:
    """Have search and listings know prices of lists that began or ended; the prices go by the clock.

    What a worker missed is told too: it begins where the last one ended.
    """
    now = timezone.now()
    until = cache.get(TOLD_UNTIL) or now - FIRST_LOOK
    announce_moments(min(until, now) - LOOKED_BACK, now)
    cache.set(TOLD_UNTIL, now, timeout=None)


@shared_task
def repair() -> None:
    """Bring every user's context to what is assigned, and lists built by rules to what they come from."""
    if moved := reckon_contexts():
        logger.warning("The price context of %d users was another than it should be.", moved)
    drop_unused_contexts()
    for price_list in PriceList.objects.filter(kind=PriceList.Kind.RULES, rules__isnull=False).distinct():
        publish(price_list)


@shared_task
def publish_list(list_id: int) -> None:
    """Build a list by its rules; one that is gone meanwhile needs none."""
    price_list = PriceList.objects.filter(pk=list_id).first()
    if price_list is not None:
        publish(price_list)


def publish_later(price_list: PriceList) -> None:
    """Have a worker build a list after the commit."""
    list_id = price_list.pk
    after_commit(lambda: _ask_worker(list_id))


def _ask_worker(list_id: int) -> None:
    try:
        publish_list.apply_async([list_id], retry=False)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be asked to build a price list; the schedule will.", exc_info=True)
