"""Asking for the end of an account, changing one's mind, and ending it."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from oscar.apps.address.models import UserAddress
from oscar.apps.communication.models import Email, Notification
from oscar.apps.payment.models import Bankcard
from wagtail.models import ModelLogEntry

from shop.b2b.models import CompanyContact
from shop.basket.models import Basket
from shop.checkout.guest_orders import claim_orders
from shop.checkout.models import BasketContact
from shop.contact_data import NOBODYS_DOMAIN, email_spellings
from shop.customer.models import AlertQuestion, ProductAlert
from shop.events.services import publish
from shop.mail.models import Mail
from shop.order.models import Order
from shop.privacy.events import AccountDeleted, AccountDeletionRequested, AccountDeletionWithdrawn
from shop.privacy.models import DeletionRequest
from shop.privacy.queries import confirmed_addresses
from shop.privacy.signals import account_erased
from shop.reviews.models import ProductReview, ReviewPhoto
from shop.user.models import AddressChange, User
from shop.wishlists.models import WishList

# The account's own rows that are no proof of a sale, each by the field that names the account.
OWN_ROWS = (
    (UserAddress, "user"),
    (WishList, "owner"),
    (Email, "user"),
    (Notification, "recipient"),
    (Bankcard, "user"),
    (CompanyContact, "user"),
    (ProductAlert, "user"),
    (ReviewPhoto, "review__user"),
    (Authenticator, "user"),
    (EmailAddress, "user"),
    (AddressChange, "user"),
)
# Rows that go by an address: its field, and the field of an account, whose rows stay with another account.
GUESTS_ROWS: tuple[tuple[Any, str, str], ...] = (
    (Mail, "to", ""),
    (ProductAlert, "email", "user"),
    (AlertQuestion, "email", ""),
    (Email, "email", "user"),
)
DROPPED_BASKETS = (Basket.OPEN, Basket.SAVED, Basket.MERGED)


class DeletionRefusedError(ValueError):
    """The account belongs to somebody who works here; an administrator ends it."""


@transaction.atomic
def request_deletion(user: User, *, now: datetime) -> DeletionRequest:
    """Note that the account shall end KILN_DELETION_WAIT after `now` (aware).

    Asked again while one is open, it returns that one and its day stays.
    Raises DeletionRefusedError for staff. Effects in order: request, event.
    """
    if user.is_staff:
        raise DeletionRefusedError("A staff account is ended by an administrator.")
    request, is_new = DeletionRequest.objects.get_or_create(
        user=user,
        withdrawn_at=None,
        done_at=None,
        defaults={
            "language": get_language() or "",
            "requested_at": now,
            "due_at": now + settings.KILN_DELETION_WAIT,
        },
    )
    if is_new:
        publish(AccountDeletionRequested(user_id=user.pk, request_id=request.pk))
    return request


@transaction.atomic
def withdraw_deletion(user: User, *, now: datetime) -> bool:
    """Keep the account; return whether there was an open request. Effects: request, event."""
    request = DeletionRequest.objects.filter(user=user, withdrawn_at=None, done_at=None).first()
    if request is None or not _close(request, withdrawn_at=now):
        return False
    publish(AccountDeletionWithdrawn(user_id=user.pk, request_id=request.pk))
    return True


@transaction.atomic
def erase_account(request: DeletionRequest, *, now: datetime) -> bool:
    """Make the account nameless, if its request is open and due; return whether this call did.

    Gone: name, addresses, e-mail address, password and keys, where it was logged in, wish lists,
    alerts, photographs of reviews, open baskets, letters, speaking for a company. What was done as a
    guest with a confirmed address goes, too: alerts, letters, the address of a basket. Kept: orders with
    their postal addresses and tax, because the law asks for them, without the e-mail address, and
    reviews, without a name. What other packages hold goes by their subscribers of AccountDeleted and,
    where it goes by an address alone, by receivers of `account_erased`.
    Effects in order: claim, rows, user, event.
    """
    user = User.objects.select_for_update().get(pk=request.user_id)
    if user.is_staff or request.due_at > now or not _close(request, done_at=now):
        return False
    confirmed = confirmed_addresses(user)
    email_confirmed = user.email.lower() in confirmed
    claim_orders(user)
    spelt = {spelling for email in confirmed for spelling in email_spellings(email)}
    _delete_rows_of_addresses(user, spelt)
    account_erased.send(User, user_id=user.pk, addresses=spelt)
    _delete_rows(user)
    _anonymise(user)
    publish(AccountDeleted(user_id=user.pk, request_id=request.pk, email_confirmed=email_confirmed))
    return True


def _close(request: DeletionRequest, **when: datetime) -> bool:
    """Claim the open request: of two who try at the same moment, one does."""
    return bool(DeletionRequest.objects.filter(pk=request.pk, withdrawn_at=None, done_at=None).update(**when))


def _delete_rows(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model, owner in OWN_ROWS:
        model._default_manager.filter(**{owner: user}).delete()
    Basket.objects.filter(owner=user, status__in=DROPPED_BASKETS).delete()
    Order.objects.filter(user=user).exclude(guest_email="").update(guest_email="")
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(label="", data={})
    ProductReview.objects.filter(user=user).update(name="", email="", homepage="")


def _delete_rows_of_addresses(user: User, spelt: set[str]) -> None:
    """Let go of what merely goes by an address that is shown to be the account's."""
    for model, field, owner in GUESTS_ROWS:
        rows = model._default_manager.alias(address=Lower(field)).filter(address__in=spelt)
        rows.filter(Q(**{owner: None}) | Q(**{owner: user}) if owner else Q()).delete()
    contacts = BasketContact.objects.alias(address=Lower("email")).filter(address__in=spelt)
    contacts.update(email="")
    changes: Any = AddressChange.objects.alias(old=Lower("email"), new=Lower("new_email"))
    changes.filter(Q(old__in=spelt) | Q(new__in=spelt)).delete()


def _anonymise(user: User) -> None:
    """Leave a row that orders can point at; the address is one that can never exist."""
    user.email = f"deleted-{user.pk}@{NOBODYS_DOMAIN}"
    user.first_name = user.last_name = user.language = ""
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["email", "first_name", "last_name", "language", "is_active", "password"])
