"""What the clock does in the portal."""

from celery import shared_task

from partners.portal.digests import send_digests


@shared_task
def mail_weekly_news() -> None:
    """Write the weekly news of the last whole week; running again writes none twice."""
    send_digests()
