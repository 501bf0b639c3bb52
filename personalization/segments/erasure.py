"""Letting go of the segments that somebody who is forgotten was in."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.records import trees
from personalization.segments.services import forget
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated


def erase_memberships(person: Person) -> int:
    """Take the person's records out of all segments."""
    return forget(trees.tree_ids(*person.customers)) if person.customers else 0


ERASERS.register(
    Eraser(
        name="segments",
        label=_("the segments that the customer was in"),
        fields=("segments.SegmentPick.*", "segments.SegmentMembership.*", "segments.TouchedCustomer.*"),
        erase=erase_memberships,
    )
)
UNRELATED.register(Unrelated(name="segments", fields=("segments.Segment.*", "segments.SegmentVersion.*")))
