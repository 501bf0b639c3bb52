"""Reading partner accounts."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress

from partners.accounts.models import PartnerAccount, PartnerUser
from shop.user.models import User


def account_of(user: Any) -> PartnerAccount | None:
    """Return the account this user looks after, company loaded; None for everybody else."""
    membership = PartnerUser.objects.filter(user=user).select_related("account__company").first()
    return membership.account if membership else None


def active_account(code: str) -> PartnerAccount | None:
    """Return the account whose links carry `code`; None when there is none or it is suspended."""
    return PartnerAccount.objects.filter(code=code, status=PartnerAccount.Status.ACTIVE).first()


def confirmed_users(emails: Iterable[str]) -> dict[str, User]:
    """Find users by addresses (lower case) that they have confirmed to be theirs.

    An account with an unconfirmed address may be anybody's, so it is not found.
    """
    wanted = {email.lower() for email in emails}
    rows = EmailAddress.objects.filter(email__in=wanted, verified=True).select_related("user")
    return {row.email.lower(): row.user for row in rows}
