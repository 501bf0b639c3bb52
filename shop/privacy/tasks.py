"""The beat schedule's side of privacy."""

import logging

from celery import shared_task
from django.utils import timezone

from shop.privacy.queries import due_requests
from shop.privacy.services import erase_account, forget_unconfirmed

logger = logging.getLogger(__name__)


@shared_task
def erase_due() -> None:
    """Forget who is due, each in their own transaction, and the requests that nobody confirmed.

    One that fails is logged and waits for the next call; it holds up no other.
    """
    now = timezone.now()
    forget_unconfirmed(now=now)
    for request in due_requests(now=now):
        try:
            erase_account(request, now=now)
        except Exception:
            logger.exception("Deletion request %s could not be carried out.", request.pk)
