"""Counting ahead what the start page shows, and changing all rows that a list matches."""

import logging

from celery import current_app, shared_task
from django.conf import settings
from django.utils import translation

from shop.backoffice.bulk.services import do_batch, forgotten_runs
from shop.backoffice.figures import FIGURES, measure
from shop.transactions import after_commit

logger = logging.getLogger(__name__)


@shared_task
def warm_figures() -> int:
    """Count the figures that take long, in every language; return how many."""
    heavy = [figure for figure in FIGURES if figure.is_heavy]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for figure in heavy:
                measure(figure)
    return len(heavy)


@shared_task
def run_bulk_change(pk: int) -> int:
    """Do the batches of one run; return how many. A lost or doubled message loses and doubles nothing."""
    batches = 1
    while do_batch(pk):
        batches += 1
    return batches


@shared_task
def resume_bulk_changes() -> int:
    """Go on with runs whose worker went away; return how many."""
    runs = forgotten_runs()
    for pk in runs:
        run_bulk_change(pk)
    return len(runs)


def ask_worker(pk: int) -> None:
    """Have a run done once it is in the database; where no worker can be asked, the schedule does it."""
    after_commit(_ask, pk)


def _ask(pk: int) -> None:
    try:
        run_bulk_change.apply_async((pk,), retry=False)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be asked for a bulk change; the schedule will.", exc_info=True)
