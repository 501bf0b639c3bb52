"""Reading the ledger: whose credit, how much, what moved."""

from decimal import Decimal

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from shop.contact_data import email_spellings, normalised_email
from shop.store_credit.models import AccountKind, LedgerAccount, LedgerEntry
from shop.user.models import User

NOTHING = Decimal("0.00")
#: A user, or the e-mail address of a guest.
Owner = User | str


def account_of(owner: Owner | AnonymousUser, currency: str) -> LedgerAccount | None:
    """Return the credit account of a user or of a guest's address; None where there never was credit."""
    credit = LedgerAccount.objects.filter(kind=AccountKind.CREDIT, currency=currency)
    if isinstance(owner, str):
        email = normalised_email(owner)
        return credit.filter(user=None, email__iexact=email).first() if email else None
    return credit.filter(user_id=owner.pk).first() if owner.pk else None


def balance(owner: Owner | AnonymousUser, currency: str) -> Decimal:
    """Return how much credit a user, or a guest's address, has in a currency."""
    account = account_of(owner, currency)
    return NOTHING if account is None or account.balance is None else account.balance


def owner_for(*, user: User | None, email: str) -> Owner:
    """Return who keeps credit for a buyer: the account, that which has confirmed the address, or the address."""
    if user is not None:
        return user
    confirmed = EmailAddress.objects.filter(
        verified=True, email__in=email_spellings(email), user__is_active=True
    )
    found = confirmed.select_related("user").order_by("pk").first()
    return found.user if found else normalised_email(email)


def accounts_with_credit(user: User) -> QuerySet[LedgerAccount]:
    """List a user's accounts, one per currency, those with something on them first."""
    return LedgerAccount.objects.filter(kind=AccountKind.CREDIT, user=user).order_by("-balance", "currency")


def history(accounts: QuerySet[LedgerAccount] | list[LedgerAccount]) -> QuerySet[LedgerEntry]:
    """List what moved on accounts, the latest first, with transfer and order."""
    entries = LedgerEntry.objects.filter(account__in=accounts)
    return entries.select_related("account", "transfer__order", "transfer__by").order_by("-pk")


def guest_accounts(emails: set[str]) -> QuerySet[LedgerAccount]:
    """List the credit kept for guests of these addresses (in lower case)."""
    named = Q(email__in=emails)
    return LedgerAccount.objects.filter(named, kind=AccountKind.CREDIT, user=None).exclude(email="")
