"""Reading partner accounts."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from partners.accounts.models import PartnerAccount, PartnerCode, PartnerUser
from shop.b2b.models import CompanyContact
from shop.contact_data import normalised_email
from shop.user.models import User


def account_of(user: Any) -> PartnerAccount | None:
    """Return the account this user looks after, company loaded; None for everybody else."""
    membership = PartnerUser.objects.filter(user=user).select_related("account__company").first()
    return membership.account if membership else None


def active_account(code: str) -> PartnerAccount | None:
    """Return the account whose links carry `code`, or did; None when there is none or it is suspended."""
    return PartnerAccount.objects.filter(codes__code=code, status=PartnerAccount.Status.ACTIVE).first()


def is_code_of_another(code: str, account: PartnerAccount | None = None) -> bool:
    """Tell whether another account has or had this code."""
    return PartnerCode.objects.filter(code=code).exclude(account=account and account.pk).exists()


def addresses_of(account: PartnerAccount) -> set[str]:
    """Return all e-mail addresses (normalised) of those who stand for an account or its company.

    These are the people of every account of the company and the company's contacts, each with every
    address of theirs that is confirmed. At most three queries.
    """
    accounts = PartnerAccount.objects.filter(company=account.company_id)
    people = PartnerUser.objects.filter(account__in=accounts).values("user")
    contacts = CompanyContact.objects.filter(company=account.company_id)
    users = Q(user__in=people) | Q(user__in=contacts.filter(user__isnull=False).values("user"))
    confirmed = EmailAddress.objects.filter(users, verified=True).values_list("email", flat=True)
    found = {*confirmed, *User.objects.filter(pk__in=people).values_list("email", flat=True)}
    for row in contacts.values_list("email", "user__email"):
        found |= set(row)
    return {spelt for email in found if email and (spelt := normalised_email(email))}


def confirmed_users(emails: Iterable[str]) -> dict[str, User]:
    """Find users by addresses (lower case) that they have confirmed to be theirs.

    An account with an unconfirmed address may be anybody's, so it is not found.
    """
    wanted = {email.lower() for email in emails}
    rows = EmailAddress.objects.filter(email__in=wanted, verified=True).select_related("user")
    return {row.email.lower(): row.user for row in rows}
