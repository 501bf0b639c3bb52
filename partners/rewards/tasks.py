"""What the clock does to statements."""

from celery import shared_task
from django.utils import timezone

from partners.rewards.services.statements import draw_statements


@shared_task
def draw_up_statements() -> None:
    """Draw up statements of months that are over; drafts are added up anew."""
    draw_statements(now=timezone.now())
