"""Reading partner accounts."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from partners.accounts.models import PartnerAccount, PartnerCode, PartnerDelegate
from shop.b2b.models import Company, CompanyContact, CompanyRole
from shop.contact_data import normalised_email
from shop.user.models import User


def account_of(user: User | AnonymousUser | None) -> PartnerAccount | None:
    """Return the account this user acts for, company loaded; None for everybody else. One query.

    A delegate acts for the account that they were given, everybody else for that of their company: of
    several the oldest active one. Nobody acts for a closed company.
    """
    if user is None or not user.is_authenticated:
        return None
    companies = CompanyContact.objects.filter(user=user, is_active=True).values("company")
    mine = PartnerDelegate.objects.filter(user=user, account=OuterRef("pk")).values("role")
    rows = PartnerAccount.objects.annotate(delegate_role_id=Subquery(mine))
    rows = rows.filter(Q(company__in=companies) | Q(delegate_role_id__isnull=False))
    rows = rows.exclude(company__status=Company.Status.CLOSED).select_related("company")
    return rows.order_by(F("delegate_role_id").asc(nulls_last=True), "status", "pk").first()


def delegate_role(account: PartnerAccount, user: User) -> CompanyRole | None:
    """Return the role of a delegate, None for who is none (without a query where `account_of` knows)."""
    if getattr(account, "delegate_role_id", 0) is None:
        return None
    found = PartnerDelegate.objects.filter(account=account, user=user).select_related("role").first()
    return found.role if found else None


def people_of(account: PartnerAccount) -> QuerySet[User]:
    """List who acts for an account: the active contacts of its company and its delegates, the first first."""
    contacts = CompanyContact.objects.filter(company=account.company_id, is_active=True, user__isnull=False)
    delegates = PartnerDelegate.objects.filter(account=account)
    theirs = Q(pk__in=contacts.values("user")) | Q(pk__in=delegates.values("user"))
    return User.objects.filter(theirs, is_active=True).order_by("pk")


def partner_people() -> QuerySet[User]:
    """List everybody who acts for some partner account."""
    companies = PartnerAccount.objects.values("company")
    contacts = CompanyContact.objects.filter(company__in=companies, is_active=True, user__isnull=False)
    theirs = Q(pk__in=contacts.values("user")) | Q(pk__in=PartnerDelegate.objects.values("user"))
    return User.objects.filter(theirs).order_by("email")


def active_account(code: str) -> PartnerAccount | None:
    """Return the account whose links carry `code`, or did; None when there is none or it is suspended."""
    return PartnerAccount.objects.filter(codes__code=code, status=PartnerAccount.Status.ACTIVE).first()


def is_code_of_another(code: str, account: PartnerAccount | None = None) -> bool:
    """Tell whether another account has or had this code."""
    return PartnerCode.objects.filter(code=code).exclude(account=account and account.pk).exists()


def is_partner(company: Company | int) -> bool:
    """Tell whether a company has a partner account."""
    return PartnerAccount.objects.filter(company=company).exists()


def addresses_of(account: PartnerAccount) -> set[str]:
    """Return all e-mail addresses (normalised) of those who act for an account or its company.

    These are the company's contacts and the delegates of its accounts, each with every address of theirs
    that is confirmed. At most three queries.
    """
    accounts = PartnerAccount.objects.filter(company=account.company_id)
    people = PartnerDelegate.objects.filter(account__in=accounts).values("user")
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
