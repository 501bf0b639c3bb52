"""Who confirms an address, or logs in with one confirmed before, gets the orders placed with it."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from shop.checkout.guest_orders import claim_orders
from shop.user.models import User


@receiver(email_confirmed, dispatch_uid="checkout.email_confirmed")
def on_email_confirmed(*, email_address: EmailAddress, **kwargs: object) -> None:
    """Claim what was bought before the account was opened."""
    claim_orders(email_address.user)


@receiver(user_logged_in, dispatch_uid="checkout.logged_in")
def on_logged_in(*, user: User, **kwargs: object) -> None:
    """Claim what was bought while logged out."""
    claim_orders(user)
