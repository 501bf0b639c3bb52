"""The worker's side of promotions: unique codes beyond what a page makes."""

import logging

from celery import current_app, shared_task

from shop.promotions.codes import AT_ONCE, work_on
from shop.promotions.exceptions import PromotionError
from shop.promotions.models import CodeRun
from shop.transactions import after_commit

logger = logging.getLogger(__name__)


@shared_task
def make_codes(pk: int) -> None:
    """Make the codes of a run; a message that is lost or doubled loses and doubles none."""
    run = CodeRun.objects.filter(pk=pk).first()
    if run is not None:
        work_on(run)


@shared_task
def resume_code_runs() -> None:
    """Take up what a worker left; a run for which no free codes are found keeps no other from its own."""
    for run in CodeRun.objects.filter(finished_at=None).order_by("pk"):
        try:
            work_on(run)
        except PromotionError as error:
            logger.warning("Run %s of codes: %s", run.pk, error)


def start(run: CodeRun) -> None:
    """Have a run's codes made: now for ten thousand, by a worker for more."""
    if run.count <= AT_ONCE:
        work_on(run)
    else:
        after_commit(_ask_worker, run.pk)


def _ask_worker(pk: int) -> None:
    try:
        make_codes.apply_async((pk,), retry=False)
    except Exception:
        if current_app.conf.task_always_eager:
            raise
        logger.warning("No worker could be asked to make codes; the schedule will.", exc_info=True)
