"""A worker's side of catalogue imports."""

import logging

from celery import current_app, shared_task

from shop.catalogue_import.models import CatalogueFile
from shop.catalogue_import.remote_pictures import fetch_due
from shop.catalogue_import.services import look_after, work_on
from shop.transactions import after_commit

logger = logging.getLogger(__name__)

#: Smaller files are read while the page is made.
AT_ONCE = 100_000
PICTURES = 50


@shared_task
def work_on_file(pk: int) -> None:
    """Check or load a file; a lost or doubled message of this task loses and doubles nothing."""
    work_on(pk)


@shared_task
def look_after_imports() -> int:
    """Take up what was left, then fetch pictures that wait; return how many of them were tried."""
    look_after()
    return fetch_due(PICTURES)


def start(file: CatalogueFile) -> None:
    """Have the next step of a file done: now for a small one, by a worker for a large one."""
    if len(file.content) <= AT_ONCE:
        work_on(file.pk)
    else:
        after_commit(_ask_worker, file.pk)


def _ask_worker(pk: int) -> None:
    try:
        work_on_file.apply_async((pk,), retry=False)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be asked to read a file; the schedule will.", exc_info=True)
