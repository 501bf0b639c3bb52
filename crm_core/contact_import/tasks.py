"""A worker's side of contact imports."""

import logging

from celery import current_app, shared_task

from crm_core.contact_import.models import ContactFile
from crm_core.contact_import.services import look_after, work_on
from shop.transactions import after_commit

logger = logging.getLogger(__name__)

#: Smaller files are read while the page is made.
AT_ONCE = 50_000


@shared_task
def work_on_contacts(pk: int) -> None:
    """Check, import or undo a file; a lost or doubled message of this task loses and doubles nothing."""
    work_on(pk)


@shared_task
def look_after_contact_imports() -> int:
    """Take up what was left; return how many files."""
    return look_after()


def start(file: ContactFile) -> None:
    """Have the next step of a file done: now for a small one, by a worker for a large one."""
    if len(file.content) <= AT_ONCE:
        work_on(file.pk)
    else:
        after_commit(_ask_worker, file.pk)


def _ask_worker(pk: int) -> None:
    try:
        work_on_contacts.apply_async((pk,), retry=False)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be asked to read a file; the schedule will.", exc_info=True)
