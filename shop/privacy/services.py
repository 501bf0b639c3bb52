"""Asking to be forgotten, changing one's mind, and being forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from shop.audit.services import record
from shop.checkout.guest_orders import claim_orders
from shop.contact_data import normalised_email
from shop.events.services import publish
from shop.order.models import Order
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.services import complete, delays_of, erase_person
from shop.privacy.events import (
    AccountDeleted,
    AccountDeletionRequested,
    AccountDeletionWithdrawn,
    ErasureConfirmed,
    GuestRequestReceived,
    PersonErased,
)
from shop.privacy.models import DeletionRequest
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User

#: So long the link of somebody who is not known to have the mailbox leads to their request.
LINK_DURATION = timedelta(days=1)


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
            "confirmed_at": now,
            "due_at": now + settings.KILN_DELETION_WAIT,
        },
    )
    if is_new:
        publish(AccountDeletionRequested(user_id=user.pk, request_id=request.pk))
    return request


@transaction.atomic
def request_as_guest(email: str, *, order_number: str = "", now: datetime) -> DeletionRequest:
    """Note that somebody without an account asks for what we hold of an address.

    Nothing is looked up, so that the answer takes the same time for any address: a worker writes to it if it
    is known (GuestRequestReceived). Asked again while one is open, it returns that one and is told anew.
    """
    request, is_new = DeletionRequest.objects.get_or_create(
        email=normalised_email(email),
        withdrawn_at=None,
        done_at=None,
        defaults={
            "origin": DeletionRequest.Origin.GUEST,
            "language": get_language() or "",
            "requested_at": now,
            "due_at": now + LINK_DURATION,
        },
    )
    order = Order.objects.filter(number=order_number.strip().upper()).values_list("pk", flat=True).first()
    if not is_new and request.confirmed_at is None:
        request.due_at = now + LINK_DURATION
        request.save(update_fields=["due_at"])
    publish(GuestRequestReceived(request_id=request.pk, order_id=order or 0))
    return request


@transaction.atomic
def request_for_customer(
    subject: dict[str, list[int]], *, by: User, reason: str, now: datetime
) -> DeletionRequest:
    """Note what staff were asked to do for somebody; due at once, and a worker does it after the commit.

    The same records asked for twice are one request. Effects in order: request, event.
    """
    open_ones = DeletionRequest.objects.filter(withdrawn_at=None, done_at=None, subject=subject)
    found = open_ones.filter(origin=DeletionRequest.Origin.STAFF).first()
    if found is not None:
        return found
    request = DeletionRequest.objects.create(
        origin=DeletionRequest.Origin.STAFF,
        subject=subject,
        by=by,
        reason=reason,
        language=get_language() or "",
        requested_at=now,
        confirmed_at=now,
        due_at=now,
    )
    for model, keys in subject.items():
        for key in keys:
            customer = key if model == "customers" else None
            record("erasure_requested", actor=by, model=model, object_id=key, customer_id=customer)
    publish(ErasureConfirmed(request_id=request.pk))
    return request


@transaction.atomic
def confirm_guest_request(request: DeletionRequest, *, now: datetime, due_at: datetime | None = None) -> bool:
    """Take the word of who has the mailbox; the erasure is due now unless said otherwise.

    Returns whether this call did. A link that is too old confirms nothing. Effects: request, event.
    """
    waiting = DeletionRequest.objects.filter(
        pk=request.pk, confirmed_at=None, withdrawn_at=None, done_at=None, due_at__gte=now
    )
    if not waiting.update(confirmed_at=now, due_at=due_at or now):
        return False
    if due_at is None:
        publish(ErasureConfirmed(request_id=request.pk))
    return True


@transaction.atomic
def hasten(request: DeletionRequest, *, now: datetime) -> bool:
    """Do what was confirmed for a later day now; return whether this call said so."""
    waiting = DeletionRequest.objects.filter(pk=request.pk, withdrawn_at=None, done_at=None, due_at__gt=now)
    if not waiting.exclude(confirmed_at=None).update(due_at=now):
        return False
    publish(ErasureConfirmed(request_id=request.pk))
    return True


@transaction.atomic
def withdraw_request(request: DeletionRequest, *, now: datetime) -> bool:
    """Take a wish back, whoever it came from; return whether it was open. The address is forgotten."""
    if not _close(request, withdrawn_at=now, email="", reason=""):
        return False
    if request.user_id is not None:
        publish(AccountDeletionWithdrawn(user_id=request.user_id, request_id=request.pk))
    return True


@transaction.atomic
def withdraw_deletion(user: User, *, now: datetime) -> bool:
    """Keep the account; return whether there was an open request. Effects: request, event."""
    request = DeletionRequest.objects.filter(user=user, withdrawn_at=None, done_at=None).first()
    return request is not None and withdraw_request(request, now=now)


def person_of(request: DeletionRequest) -> Person:
    """Return whom a request is about, completed by what every package knows."""
    subject: dict[str, list[int]] = request.subject
    person = Person(
        users=set(subject.get("users", [])),
        customers=set(subject.get("customers", [])),
        orders=set(subject.get("orders", [])),
        is_whole_record=request.origin == DeletionRequest.Origin.STAFF,
    )
    if request.user_id is not None:
        person.users.add(request.user_id)
        for email in confirmed_addresses(User.objects.get(pk=request.user_id)):
            person.add_email(email)
    if request.email:
        person.add_email(request.email)
        person.takes_accounts = True
    return complete(person)


@transaction.atomic
def erase_account(request: DeletionRequest, *, now: datetime) -> bool:
    """Make the person of a request nameless, if it is confirmed and due; return whether this call did.

    What goes and what stays, each package says in `erasure.registry`. An open order, money under way or
    another `Delay` puts it off to the next look, with the reason on the request. All of it is one
    transaction: of two at once, the second finds it done; what breaks off is done whole the next time.
    Effects in order: lock, claim, rows of every package, counts, events.
    """
    rows = DeletionRequest.objects.select_for_update().filter(pk=request.pk, withdrawn_at=None, done_at=None)
    held = rows.exclude(confirmed_at=None).first()  # guard: erase-confirmed
    if held is None or held.due_at > now:
        return False
    user = User.objects.select_for_update().get(pk=held.user_id) if held.user_id else None
    email_confirmed = user is not None and user.email.lower() in confirmed_addresses(user)
    if user is not None:
        claim_orders(user)
    person = person_of(held)
    delays = [delay.name for delay in delays_of(person)]
    if delays:
        held.delayed_by, held.checked_at = delays, now
        held.save(update_fields=["delayed_by", "checked_at"])
        return False
    counts = erase_person(person)
    nameless = {"email": "", "reason": "", "delayed_by": [], "checked_at": now}
    _close(held, done_at=now, counts=counts, **nameless)
    customers: list[int | None] = [*sorted(person.customers)] or [None]
    for customer in customers:
        told = {"request": held.pk, "origin": held.origin}
        record("erased", actor=held.by, model="privacy.deletionrequest", customer_id=customer, detail=told)
    if user is not None:
        publish(AccountDeleted(user_id=user.pk, request_id=held.pk, email_confirmed=email_confirmed))
    publish(PersonErased(request_id=held.pk))
    return True


def carry_out(request_id: int) -> bool:
    """Do what a request says, if it may be done now; return whether this call did."""
    request = DeletionRequest.objects.filter(pk=request_id).first()
    return request is not None and erase_account(request, now=timezone.now())


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete requests of guests who never followed their link; return how many."""
    old = DeletionRequest.objects.filter(confirmed_at=None, withdrawn_at=None, due_at__lt=now)
    return old.delete()[0]


def _close(request: DeletionRequest, **values: object) -> bool:
    """Claim the open request: of two who try at the same moment, one does."""
    return bool(
        DeletionRequest.objects.filter(pk=request.pk, withdrawn_at=None, done_at=None).update(**values)
    )
