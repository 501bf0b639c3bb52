"""Sending mail in a worker."""

from celery import shared_task

from shop.mail.services import deliver, due_mails, forget_old, recover_stale

BATCH = 200


@shared_task
def deliver_mail(mail_id: int) -> None:
    """Send one mail; a lost or doubled message of this task loses and doubles no mail."""
    deliver(mail_id)


@shared_task
def deliver_due() -> int:
    """Send what waits for its time or was forgotten; return how many went out."""
    recover_stale()
    return sum(deliver(pk) for pk in due_mails().values_list("pk", flat=True)[:BATCH])


@shared_task
def forget_old_mails() -> int:
    """Delete what is kept no longer; return how many."""
    return forget_old()
