"""Telling a worker that runs are due; the beat schedule does without."""

import logging

from celery import current_app

from shop.transactions import after_commit

logger = logging.getLogger(__name__)
TASK = "crm_core.automation.tasks.advance_due"


def wake_worker_on_commit() -> None:
    """Nudge a worker once the transaction is in the database."""
    after_commit(wake_worker)


def wake_worker() -> None:
    """Nudge a worker. Raises nothing: without a broker the sweep does it."""
    try:
        current_app.signature(TASK).apply_async(retry=False, expires=60)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be nudged; the sweep will go on with the rules.", exc_info=True)
