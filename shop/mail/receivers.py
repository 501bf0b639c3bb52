"""A written mail goes to a worker; a provider's report of a bounce is noted."""

import logging
from typing import Any

from anymail.signals import EventType, RejectReason, tracking  # type: ignore[import-untyped]
from django.dispatch import receiver

from shop.mail.services import record_bounce, record_complaint
from shop.mail.signals import mail_written
from shop.mail.tasks import deliver_mail

logger = logging.getLogger(__name__)
# What says that an address takes no mail; None is what a provider says that gives no reason.
_GONE = (RejectReason.INVALID, RejectReason.BOUNCED, None)


@receiver(mail_written)
def queue_mail(sender: object, mail_id: int, **kwargs: object) -> None:
    """Ask a worker to send it; when the broker is away the next sweep does."""
    try:
        deliver_mail.delay(mail_id)
    except Exception:  # noqa: BLE001  every transport has errors of its own
        logger.warning("Mail %s waits for the next sweep: the broker does not answer.", mail_id)


@receiver(tracking)
def record_provider_report(sender: object, event: Any, **kwargs: object) -> None:
    """Note bounces, refusals and complaints that a provider reports by its webhook."""
    if event.event_type == EventType.COMPLAINED:
        record_complaint(provider_id=event.message_id or "")
    if event.event_type in (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED):
        detail = event.description or event.mta_response or event.reject_reason or event.event_type
        gone = event.event_type == EventType.BOUNCED and event.reject_reason in _GONE
        record_bounce(provider_id=event.message_id or "", detail=str(detail), is_address_gone=gone)
