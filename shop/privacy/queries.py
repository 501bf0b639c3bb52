"""Reading who asked to be forgotten."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from shop.privacy.models import DeletionRequest
from shop.user.models import User


def open_request_of(user: User) -> DeletionRequest | None:
    """Return the account's open wish to be forgotten, or None."""
    return DeletionRequest.objects.filter(user=user, withdrawn_at=None, done_at=None).first()


def due_requests(*, now: datetime) -> QuerySet[DeletionRequest]:
    """List what is open and due at `now` (aware), the longest waiting first, users loaded."""
    open_ones = DeletionRequest.objects.filter(withdrawn_at=None, done_at=None, due_at__lte=now)
    open_ones = open_ones.exclude(confirmed_at=None)
    return open_ones.select_related("user").order_by("due_at", "pk")


def confirmed_addresses(user: User) -> list[str]:
    """List the addresses that the account's owner has shown to be theirs, in lower case."""
    rows = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    return [email.lower() for email in rows.values_list("email", flat=True)]
