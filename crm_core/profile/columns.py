"""Tags as a column and a filter of the customer list; the preferred channel as a column."""

from collections.abc import Sequence

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column

from crm_core.customers.columns import COLUMNS, CustomerColumns
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer
from crm_core.profile.models import ContactPreference, CustomerTag, Tag
from crm_core.profile.queries import tags_of
from shop.user.models import User

EXPORTS = {"tag_words": _("Tags"), "preferred_channel": _("Preferred channel")}


def profile_columns() -> list[BaseColumn]:
    """Tags and preferred channel."""
    return [
        Column("tag_words", label=EXPORTS["tag_words"]),
        Column("preferred_channel", label=EXPORTS["preferred_channel"]),
    ]


def add_profile(customers: Sequence[Customer]) -> None:
    """Set what the columns read, in two queries."""
    pks = [customer.pk for customer in customers]
    tags = tags_of(pks)
    channels = {row.customer_id: row for row in ContactPreference.objects.filter(customer__in=pks)}
    for customer in customers:
        known = channels.get(customer.pk)
        told: dict[str, object] = {
            "tag_words": ", ".join(tag.name for tag in tags.get(customer.pk, [])),
            "preferred_channel": known.get_channel_display() if known else "",
        }
        for name, value in told.items():
            setattr(customer, name, value)


def filter_by_tags(customers: QuerySet[Customer], _name: str, tags: Sequence[Tag]) -> QuerySet[Customer]:
    """Keep who bears any of these tags; none: everybody."""
    if not tags:
        return customers
    borne = CustomerTag.objects.filter(tag__in=list(tags), customer=OuterRef("pk"))
    return customers.filter(Exists(borne))


def profile_filters(_user: User | AnonymousUser | None) -> Filters:
    """One filter: by tags."""
    return {
        "tag": django_filters.ModelMultipleChoiceFilter(
            field_name="tag",
            label=gettext("Tags"),
            queryset=Tag.objects.order_by("folded"),
            widget=forms.CheckboxSelectMultiple,
            method=filter_by_tags,
        )
    }


COLUMNS.register(
    CustomerColumns(
        name="profile",
        columns=profile_columns,
        complete=add_profile,
        exports=EXPORTS,
        order=5,
        permission="customers.view_customer",
    )
)
FILTERS.register(CustomerFilters(name="profile", order=10, filters=profile_filters))
