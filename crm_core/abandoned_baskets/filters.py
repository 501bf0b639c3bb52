"""Customers whose basket waits, as a filter of the customer list and a selection that everybody gets."""

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.widgets import BooleanRadioSelect

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.panels import VIEW
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer
from shop.backoffice.lists.bar import StandardView
from shop.user.models import User

NAME = "basket_abandoned"


def _waiting(customers: QuerySet[Customer], _name: str, value: bool) -> QuerySet[Customer]:  # noqa: FBT001
    spells = AbandonedBasket.objects.filter(customer=OuterRef("pk"), outcome=AbandonedBasket.Outcome.OPEN)
    return customers.filter(Exists(spells) if value else ~Exists(spells))


def basket_filters(user: User | AnonymousUser | None) -> Filters:
    """Return the filter for who may see abandoned baskets."""
    if user is not None and not user.has_perm(VIEW):
        return {}
    return {
        NAME: django_filters.BooleanFilter(
            field_name=NAME, label=gettext("Basket abandoned"), method=_waiting, widget=BooleanRadioSelect
        )
    }


FILTERS.register(
    CustomerFilters(
        name="abandoned_baskets",
        order=45,
        filters=basket_filters,
        permission=VIEW,
        views=(StandardView(label=_("Basket abandoned"), query=f"{NAME}=true"),),
    )
)
