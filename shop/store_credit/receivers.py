"""Who confirms an address, or logs in with one confirmed before, gets the credit kept for it."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from shop.contact_data import email_spellings
from shop.store_credit.services import claim_credit
from shop.user.models import User


@receiver(email_confirmed, dispatch_uid="store_credit.email_confirmed")
def on_email_confirmed(*, email_address: EmailAddress, **kwargs: object) -> None:
    """Claim what was kept before the account was opened."""
    _claim(email_address.user)


@receiver(user_logged_in, dispatch_uid="store_credit.logged_in")
def on_logged_in(*, user: User, **kwargs: object) -> None:
    """Claim what was kept meanwhile."""
    _claim(user)


def _claim(user: User) -> None:
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    claim_credit(user, {spelling for email in confirmed for spelling in email_spellings(email)})
