"""The beat schedule's side of the scores: within a minute of an order, and everybody at night."""

from celery import shared_task

from crm_core.scores import services

TURN_SECONDS = 300


@shared_task
def rescore_requested() -> None:
    """Compute the scores of whoever's orders have changed."""
    services.rescore_requested()


@shared_task
def refit() -> None:
    """Estimate the models anew, then compute everybody's scores by them."""
    services.refit()
    rescore_all.delay()


@shared_task
def rescore_all(after: int = 0) -> None:
    """Compute the scores of all customers beyond a number; after five minutes pass the rest on.

    So a worker that is stopped loses five minutes' work at most, and other tasks have their turn.
    """
    reached = services.rescore_all(after=after, seconds=TURN_SECONDS)
    if reached is not None:
        rescore_all.delay(after=reached)
