"""By what the list of orders is filtered, and what may be noted on an order."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from shop.dashboard.statuses import STATUSES
from shop.order.models import Order


class OrderFilterSet(WagtailFilterSet):
    """Status, day and whether a guest bought."""

    status = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[(status, label) for status, (label, _tone) in STATUSES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    date_placed = django_filters.DateFromToRangeFilter(label=_("Placed"), widget=DateRangePickerWidget)
    buyer = django_filters.MultipleChoiceFilter(
        label=_("Customer type"),
        choices=[("account", _("Registered")), ("guest", _("Guest"))],
        method="filter_buyer",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def filter_buyer(self, orders: QuerySet[Order], _name: str, value: list[str]) -> QuerySet[Order]:
        """Keep accounts, guests, or (both ticked) everybody."""
        if len(value) != 1:
            return orders
        return orders.filter(user__isnull=value == ["guest"])


class OrderBoardFilterSet(OrderFilterSet):
    """As for the list; the statuses are the board's columns."""

    # None has django-filter leave a filter out.
    status = None  # type: ignore[assignment]
