"""Another address for an account, and the way back from it."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from shop.contact_data import NOBODYS_DOMAIN
from shop.events.services import publish
from shop.user.events import AddressTakenBack
from shop.user.mail import send_address_change_notice
from shop.user.models import AddressChange, User


@transaction.atomic
def notify_old_address(
    user: User, *, old: str, new: str, is_main: bool, now: datetime
) -> AddressChange | None:
    """Write to the address that an account had before of the one it has got (`new`), with a way back.

    Only to one that its owner had confirmed: any other may be a stranger's. Effects in order:
    rows that no longer count go, row, letter.
    """
    if not EmailAddress.objects.filter(user=user, email__iexact=old, verified=True).exists():
        return None
    AddressChange.objects.filter(changed_at__lt=now - settings.KILN_ADDRESS_WAY_BACK).delete()
    change = AddressChange.objects.create(user=user, email=old, new_email=new, changed_at=now)
    send_address_change_notice(change, is_main=is_main)
    return change


def can_be_undone(change: AddressChange, *, now: datetime) -> bool:
    """Tell whether a change can be taken back: once, for KILN_ADDRESS_WAY_BACK."""
    is_young = change.changed_at > now - settings.KILN_ADDRESS_WAY_BACK
    return change.undone_at is None and is_young and change.user.is_active and not _is_anothers(change)


@transaction.atomic
def undo_address_change(change: AddressChange, *, now: datetime) -> bool:
    """Give an account back to whoever reads the mail of the address it had; return whether this call did.

    That address becomes the only one and the main one; second factors that came up to
    KILN_ADDRESS_WAY_BACK before the change or after it go; there is no password any more and nobody
    is logged in. Changes made since cannot be taken back any more: their letters went to addresses
    that are gone. Effects in order: claim, addresses, factors, user, sessions, event.
    """
    user = User.objects.select_for_update().get(pk=change.user_id)
    since = now - settings.KILN_ADDRESS_WAY_BACK
    change_row = AddressChange.objects.filter(pk=change.pk)
    is_open = change_row.filter(undone_at=None, changed_at__gt=since)  # guard: way-back
    if not user.is_active or _is_anothers(change) or not is_open.update(undone_at=now):
        return False
    later = AddressChange.objects.filter(user=user, undone_at=None, changed_at__gte=change.changed_at)
    later.update(undone_at=now)
    _remove_unconfirmed_address(user, change.email)
    _leave_one_address(user, change.email.lower())
    _drop_factors(user, since=change.changed_at - settings.KILN_ADDRESS_WAY_BACK)
    # Not by `save`, which would tell the address that goes of a way back.
    User.objects.filter(pk=user.pk).update(email=change.email, password=make_password(None))
    for session in UserSession.objects.filter(user=user):
        session.end()
    publish(AddressTakenBack(user_id=user.pk))
    return True


def _is_anothers(change: AddressChange) -> bool:
    """Tell whether another account has confirmed the address by now."""
    confirmed = EmailAddress.objects.filter(email__iexact=change.email, verified=True)
    return confirmed.exclude(user=change.user_id).exists()


def _remove_unconfirmed_address(user: User, email: str) -> None:
    """Take the address off accounts that somebody opened with it meanwhile and never confirmed."""
    EmailAddress.objects.filter(email__iexact=email).exclude(user=user).delete()
    for other in User.objects.filter(email__iexact=email).exclude(pk=user.pk):
        User.objects.filter(pk=other.pk).update(email=f"unconfirmed-{other.pk}@{NOBODYS_DOMAIN}")


def _leave_one_address(user: User, email: str) -> None:
    EmailAddress.objects.filter(user=user).exclude(email__iexact=email).delete()
    facts = {"verified": True, "primary": True}
    if not EmailAddress.objects.filter(user=user, email__iexact=email).update(**facts):
        EmailAddress.objects.create(user=user, email=email, **facts)


def _drop_factors(user: User, *, since: datetime) -> None:
    """Drop second factors made since; codes on paper that are left alone let nobody in, so they go too."""
    factors = Authenticator.objects.filter(user=user)
    factors.filter(created_at__gte=since).delete()
    if not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        factors.delete()
