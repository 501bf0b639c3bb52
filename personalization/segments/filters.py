"""Segments as a filter of the customer list: their members, to look at, export and write to."""

from collections.abc import Sequence

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer
from personalization.segments.access import visible_segments
from personalization.segments.models import Segment, SegmentMembership
from shop.user.models import User


def _in_segments(customers: QuerySet[Customer], _name: str, chosen: Sequence[Segment]) -> QuerySet[Customer]:
    if not chosen:
        return customers
    held = SegmentMembership.objects.filter(segment__in=list(chosen), customer=OuterRef("pk"), left_at=None)
    return customers.filter(Exists(held))


def segment_filters(user: User | AnonymousUser | None) -> Filters:
    """Return the filter for who may see segments."""
    if user is not None and not user.has_perm("segments.view_segment"):
        return {}
    seen = visible_segments(user) if user is not None else Segment.objects.all()
    return {
        "segment": django_filters.ModelMultipleChoiceFilter(
            field_name="segment",
            label=gettext("Segments"),
            queryset=seen.filter(is_active=True).order_by("name", "pk"),
            method=_in_segments,
        )
    }


FILTERS.register(CustomerFilters(name="segments", order=8, filters=segment_filters))
