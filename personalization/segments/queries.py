"""Which segments a customer is in."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from crm_core.customers.models import Customer, CustomerIdentifier
from personalization.segments.models import Segment, SegmentMembership
from shop.user.models import User


def members_of(segment: Segment) -> QuerySet[Customer]:
    """List the customers who are in a segment now."""
    held = SegmentMembership.objects.filter(segment=segment, customer=OuterRef("pk"), left_at=None)
    return Customer.objects.filter(Exists(held))


def segments_of(customer: Customer) -> frozenset[int]:
    """Return the numbers of the active segments that a customer is in; one indexed read."""
    rows = SegmentMembership.objects.filter(customer=customer, left_at=None, segment__is_active=True)
    return frozenset(rows.values_list("segment_id", flat=True))


def segments_of_user(user: User) -> frozenset[int]:
    """Return those of the customer that an account leads to; one indexed read."""
    rows = SegmentMembership.objects.filter(
        customer__identifiers__kind=CustomerIdentifier.Kind.USER,
        customer__identifiers__value=str(user.pk),
        left_at=None,
        segment__is_active=True,
    )
    return frozenset(rows.values_list("segment_id", flat=True))


def segments_of_request(request: HttpRequest) -> frozenset[int]:
    """Return those of whoever is logged in, read once for a request; nobody's are none."""
    found: frozenset[int] | None = getattr(request, "_segments", None)
    if found is None:
        user = getattr(request, "user", None)
        found = segments_of_user(user) if isinstance(user, User) else frozenset()
        request._segments = found  # type: ignore[attr-defined]
    return found
