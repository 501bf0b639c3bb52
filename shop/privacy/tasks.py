"""The beat schedule's side of privacy."""

import logging

from celery import shared_task
from django.utils import timezone

from shop.privacy.queries import due_requests
from shop.privacy.services import erase_account

logger = logging.getLogger(__name__)


@shared_task
def erase_due() -> None:
    """End the accounts whose waiting time is over, each in its own transaction.

    One that fails is logged and waits for the next call; it holds up no other.
    """
    now = timezone.now()
    for request in due_requests(now=now):
        try:
            erase_account(request, now=now)
        except Exception:
            logger.exception("Deletion request %s could not be carried out.", request.pk)
