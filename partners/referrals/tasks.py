"""The worker's side of referrals."""

from datetime import date

from celery import shared_task

from partners.accounts.models import PartnerAccount
from partners.referrals.services import count_click


@shared_task
def count_referral_click(account_id: int, day: str) -> None:
    """Count one click; a message delivered twice counts twice, which a statistic may."""
    account = PartnerAccount.objects.filter(pk=account_id).first()
    if account is not None:
        count_click(account, day=date.fromisoformat(day))
