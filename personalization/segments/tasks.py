"""The beat schedule's side of segments: within a minute of a fact, and everybody twice a night."""

from collections.abc import Sequence

from celery import shared_task

from personalization.segments import membership, services


@shared_task
def recompute_touched() -> None:
    """Look at the customers whose facts changed."""
    services.recompute_touched()


@shared_task
def recompute_all() -> None:
    """Bring every segment to what holds today."""
    services.recompute_all()


@shared_task
def recompute_segment(segment_id: int) -> None:
    """Fill one segment, after its rule was written."""
    membership.recompute(segment_id)


@shared_task
def refresh(segment_id: int, customers: Sequence[int]) -> None:
    """Look at customers who were picked by hand with many others."""
    services.refresh(segment_id, customers)
