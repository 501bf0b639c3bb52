"""Segments as groups that an offer may be for."""

from django.utils.translation import gettext_lazy as _

from personalization.segments.fields import segment_choices
from personalization.segments.queries import segments_of_user
from shop.offer.customer_groups import CUSTOMER_GROUPS, GroupSource
from shop.user.models import User


def choices() -> list[tuple[str, str]]:
    """List the active segments by name."""
    return [(key, str(name)) for key, name in segment_choices()]


def keys_of(user: User) -> set[str]:
    """Return the segments of the customer that an account leads to; one query."""
    return {str(number) for number in segments_of_user(user)}


CUSTOMER_GROUPS.register(GroupSource(name="segment", label=_("Segments"), choices=choices, keys_of=keys_of))
