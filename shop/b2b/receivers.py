"""Whoever confirms an address, logs in, or is written down as a contact, buys for the company."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from shop.b2b.models import CompanyContact
from shop.b2b.services import link_account_of, link_contacts_of, release_account_of
from shop.user.models import User


@receiver(email_confirmed, dispatch_uid="b2b.email_confirmed")
def on_email_confirmed(*, email_address: EmailAddress, **kwargs: object) -> None:
    """The address is proved."""
    link_contacts_of(email_address.user)


@receiver(user_logged_in, dispatch_uid="b2b.logged_in")
def on_logged_in(*, user: User, **kwargs: object) -> None:
    """Accounts from before the contact was written down."""
    link_contacts_of(user)


@receiver(pre_save, sender=CompanyContact, dispatch_uid="b2b.contact_changes")
def before_contact_saved(*, instance: CompanyContact, raw: bool = False, **kwargs: object) -> None:
    """The address may be another one now."""
    if not raw:
        release_account_of(instance)


@receiver(post_save, sender=CompanyContact, dispatch_uid="b2b.contact_saved")
def on_contact_saved(*, instance: CompanyContact, raw: bool = False, **kwargs: object) -> None:
    """Its owner may have confirmed it before."""
    if not raw:
        link_account_of(instance)
