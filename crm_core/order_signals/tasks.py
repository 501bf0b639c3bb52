"""The beat schedule's side of the signals: within a minute of an order, daily, and the night's estimates."""

from celery import shared_task

from crm_core.order_signals import fitting, services

TURN_SECONDS = 300


@shared_task
def look_at_requested() -> None:
    """Look at whoever's orders have changed."""
    services.look_at_requested()


@shared_task
def look_at_due() -> None:
    """Look at everybody whose day has come; after five minutes pass the rest on: others have a turn."""
    if not services.look_at_due(seconds=TURN_SECONDS):
        look_at_due.delay()


@shared_task
def refit() -> None:
    """Estimate what all customers together say; then look at whoever is due by it, and forget what is old."""
    fitting.refit()
    services.forget_ended()
    look_at_due.delay()


@shared_task
def try_out() -> None:
    """Measure on the shop's own past how often the signals are right."""
    fitting.try_out()
