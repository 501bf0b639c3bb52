"""Reading what visitors did, within what they agreed to."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from crm_core.consents.addresses import key_of
from crm_core.consents.models import Consent
from crm_core.consents.purposes import PERSONALISATION, Channel
from crm_core.consents.queries import latest_consent as latest_entry, subject_of
from crm_core.customers.models import Customer
from personalization.interactions.consent import TEXT_VERSION
from personalization.interactions.models import Interaction, Visitor
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Profile:
    """For whom a page is made personal: a visitor, and the user they are logged in as if any."""

    visitor_id: int
    user_id: int | None
    first_name: str


def profile_of(key: UUID | None, *, user: User | None = None) -> Profile | None:
    """Return who is looking; None for a visitor who is not known. At most one query.

    A browser that belongs to one user's account shows nothing of it to another user. The name
    is the user's own, or what this browser's last order said; never that of a CRM record.
    """
    if key is None:
        return None
    visitor = Visitor.objects.filter(key=key).first()
    if visitor is None:
        return None
    if user is None or not user.is_authenticated:
        return Profile(visitor_id=visitor.pk, user_id=None, first_name=visitor.first_name)
    if visitor.user_id not in {None, user.pk}:
        return None
    return Profile(visitor_id=visitor.pk, user_id=user.pk, first_name=user.first_name or visitor.first_name)


def interactions_of(profile: Profile) -> QuerySet[Interaction]:
    """List what this visitor did here, and, logged in, what the user did on any device."""
    whose = Q(visitor=profile.visitor_id)
    if profile.user_id is not None:
        whose |= Q(user=profile.user_id)
    return Interaction.objects.filter(whose)


def purchases_of(profile: Profile) -> QuerySet[Interaction]:
    """List what they bought and did not cancel."""
    return interactions_of(profile).filter(kind=Interaction.Kind.PURCHASE, reversed_at=None)


def views_of(profile: Profile) -> QuerySet[Interaction]:
    """List the product pages they looked at."""
    return interactions_of(profile).filter(kind=Interaction.Kind.VIEW)


def interactions_of_customer(customer: Customer) -> QuerySet[Interaction]:
    """List a customer's interactions for staff, newest first, products loaded."""
    return (
        Interaction.objects.filter(Q(visitor__customer=customer) | Q(customer=customer))
        .select_related("product", "product__parent")
        .order_by("-occurred_at", "-pk")
    )


def latest_consent(user: User) -> Consent | None:
    """Return the account's last choice about the present words, as the ledger has it, or None."""
    return latest_entry(subject_of(key_of(user=user)), PERSONALISATION, Channel.SITE, version=TEXT_VERSION)


def has_agreed(user: User | AnonymousUser | None) -> bool:
    """Tell whether the account's last choice is yes; nobody has not agreed."""
    entry = latest_consent(user) if isinstance(user, User) else None
    return entry is not None and entry.is_granted
