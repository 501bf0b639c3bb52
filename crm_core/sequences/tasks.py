"""The beat schedule's side of sequences."""

from celery import shared_task

from crm_core.sequences.running import run_due


@shared_task
def run_sequences() -> int:
    """Do every step that is due; a lost or doubled message of this task loses and doubles no step."""
    return run_due()
