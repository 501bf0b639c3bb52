"""Tags of customers as groups that an offer may be for."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import CustomerIdentifier
from crm_core.profile.models import CustomerTag, Tag
from shop.offer.customer_groups import CUSTOMER_GROUPS, GroupSource
from shop.user.models import User


def choices() -> list[tuple[str, str]]:
    """List all tags by name."""
    return [(str(tag.pk), tag.name) for tag in Tag.objects.order_by("name", "pk")]


def keys_of(user: User) -> set[str]:
    """Return the tags of the customer that an account leads to; one query."""
    borne = CustomerTag.objects.filter(
        customer__identifiers__kind=CustomerIdentifier.Kind.USER, customer__identifiers__value=str(user.pk)
    )
    return {str(tag) for tag in borne.values_list("tag", flat=True)}


CUSTOMER_GROUPS.register(GroupSource(name="tag", label=_("Customer tags"), choices=choices, keys_of=keys_of))
