"""Sending mail in a worker."""

from celery import shared_task

from shop.mail.services import delete_old_mails, due_mails, recover_stale, send_queued

BATCH = 200


@shared_task
def deliver_mail(mail_id: int) -> None:
    """Send one mail; a lost or doubled message of this task loses and doubles no mail."""
    send_queued(mail_id)


@shared_task
def deliver_due() -> int:
    """Send what waits for its time or was forgotten; return how many went out."""
    recover_stale()
    return sum(send_queued(pk) for pk in due_mails().values_list("pk", flat=True)[:BATCH])


@shared_task
def forget_old_mails() -> int:
    """Delete what is kept no longer; return how many."""
    return delete_old_mails()
