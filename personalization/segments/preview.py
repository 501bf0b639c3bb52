"""Who would be in a segment, before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from crm_core.automation.definitions import Condition
from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import visible_to
from personalization.segments.membership import matching
from personalization.segments.models import Segment, SegmentPick
from shop.user.models import User

SAMPLE = 10


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How many fit of those whom the reader sees, and some of them: (name, address of the page)."""

    size: int
    sample: Sequence[tuple[str, str]]


def preview(rule: Condition, *, user: User, segment: Segment | None = None) -> Preview:
    """Ask for whom a rule holds now; who is excluded by hand is left out."""
    found = visible_to(user, matching(rule, at=timezone.now()))
    if segment is not None:
        kept_out = SegmentPick.objects.filter(segment=segment, choice=SegmentPick.Choice.OUT)
        found = found.exclude(Exists(kept_out.filter(customer=OuterRef("pk"))))
    rows = found.order_by("-pk")[:SAMPLE]
    return Preview(
        size=found.count(),
        sample=[(name_for(user, row), reverse("customers:inspect", args=[row.pk])) for row in rows],
    )
