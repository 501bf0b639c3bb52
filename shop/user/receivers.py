"""Whoever changes an address of an account, the one it had hears of it."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, email_removed
from django.dispatch import receiver
from django.utils import timezone

from shop.user.models import User
from shop.user.services import notify_old_address
from shop.user.signals import address_changed


@receiver(address_changed)
def tell_of_main_address(sender: object, user: User, old: str, **kwargs: object) -> None:
    """Write to the main address before, by whatever page it was changed."""
    notify_old_address(user, old=old, new=user.email, is_main=True, now=timezone.now())


@receiver(email_confirmed)
def tell_of_another_address(sender: object, email_address: EmailAddress, **kwargs: object) -> None:
    """Write to the main address of one more by which the account can be opened from now on."""
    user = email_address.user
    if email_address.email.lower() != user.email.lower():
        notify_old_address(user, old=user.email, new=email_address.email, is_main=False, now=timezone.now())


@receiver(email_removed)
def tell_removed_address(sender: object, user: User, email_address: EmailAddress, **kwargs: object) -> None:
    """Tell an address that was confirmed that it opens nothing any more; allauth tells the main one."""
    if email_address.verified:
        context = {"deleted_email": email_address.email}
        get_adapter().send_notification_mail(
            "account/email/email_deleted", user, context, email=email_address.email
        )
