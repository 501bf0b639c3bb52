"""Telling a worker that there is something to deliver.

A nudge carries no content: it says "look", and the worker takes whatever is due. While
one is on its way a second would say nothing new, so it is not sent: a flag in the cache
stands from the sending of a nudge until the worker looks for the last time. The flag lapses by
itself, and the sweep of the beat schedule needs none, so a lost nudge, flag, cache or
broker costs seconds and never a delivery.
"""

import logging

from celery import current_app
from django.core.cache import cache

logger = logging.getLogger(__name__)

TASK = "shop.events.tasks.deliver_due"
FLAG = "events:nudged"
FLAG_SECONDS = 30
FLAG_SECONDS_AFTER_FAILURE = 10
MESSAGE_SECONDS = 60


def wake_worker() -> None:
    """Ask a worker to look for due deliveries, unless one is asked already or looking.

    Raises nothing: without a broker the sweep does it. After a failure nobody asks the
    broker again for some seconds, so that a broker that is away costs the visitors of the
    shop one wait between them, not one each.
    """
    if claim_wake_flag():
        send()


def wake_another_worker() -> None:
    """Ask one more worker to help with a backlog; pointless where tasks run in place."""
    if not current_app.conf.task_always_eager:
        send()


def send() -> None:
    """Put the message into the broker, or write down that it is away. Raises nothing."""
    try:
        current_app.signature(TASK).apply_async(retry=False, expires=MESSAGE_SECONDS)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be nudged; the sweep will deliver.", exc_info=True)
        extend_wake_flag(FLAG_SECONDS_AFTER_FAILURE)


def claim_wake_flag() -> bool:
    """Put up the flag; False when it stands already. A cache that is away counts as no flag."""
    try:
        return cache.add(FLAG, 1, timeout=FLAG_SECONDS)
    except Exception:
        logger.warning("The cache does not answer; nudging without its flag.", exc_info=True)
        return True


def extend_wake_flag(seconds: int = FLAG_SECONDS) -> None:
    """Keep publishers from nudging for so many seconds, or until the flag is lowered. Raises nothing."""
    try:
        cache.set(FLAG, 1, timeout=seconds)
    except Exception:
        logger.debug("The cache does not answer.", exc_info=True)


def clear_wake_flag() -> None:
    """Say that a worker looks for the last time; what is published from here on nudges again."""
    try:
        cache.delete(FLAG)
    except Exception:
        logger.debug("The cache does not answer.", exc_info=True)
