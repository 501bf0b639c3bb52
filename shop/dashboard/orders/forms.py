"""By what the list of orders is filtered, and what may be noted on an order."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import Country
from oscar.apps.dashboard.orders import forms as oscar_forms
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from shop.countries import AnyCountryField
from shop.dashboard.queries import is_late, is_shipped_unpaid
from shop.dashboard.statuses import STATUSES
from shop.offer.models import ConditionalOffer
from shop.order.models import Order, OrderDiscount


class OrderFilterSet(WagtailFilterSet):
    """Status, day, whether a guest bought, whether parcel or money is overdue, which discount was used."""

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

    late = django_filters.BooleanFilter(
        label=_("Shipping overdue"), method="filter_late", widget=BooleanRadioSelect
    )

    unpaid = django_filters.BooleanFilter(
        label=_("Shipped, not paid"), method="filter_unpaid", widget=BooleanRadioSelect
    )

    voucher = django_filters.CharFilter(label=_("Voucher code"), method="filter_voucher")
    offer = django_filters.ModelChoiceFilter(
        label=_("Offer"),
        queryset=lambda _request: ConditionalOffer.objects.order_by("name", "pk"),
        method="filter_offer",
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def filter_voucher(self, orders: QuerySet[Order], _name: str, value: str) -> QuerySet[Order]:
        """Keep those that used a code."""
        used = OrderDiscount.objects.filter(voucher_code=value.strip().upper())
        return orders.filter(pk__in=used.order_by().values("order"))

    def filter_offer(self, orders: QuerySet[Order], _name: str, value: ConditionalOffer) -> QuerySet[Order]:
        """Keep those that used an offer."""
        used = OrderDiscount.objects.filter(offer_id=value.pk)
        return orders.filter(pk__in=used.order_by().values("order"))

    def filter_late(self, orders: QuerySet[Order], _name: str, value: bool) -> QuerySet[Order]:  # noqa: FBT001
        """Keep those that have waited too long to be packed, or all others."""
        return orders.filter(is_late()) if value else orders.exclude(is_late())

    def filter_unpaid(self, orders: QuerySet[Order], _name: str, value: bool) -> QuerySet[Order]:  # noqa: FBT001
        """Keep those that have gone out without their money, or all others."""
        return orders.filter(is_shipped_unpaid()) if value else orders.exclude(is_shipped_unpaid())

    def filter_buyer(self, orders: QuerySet[Order], _name: str, value: list[str]) -> QuerySet[Order]:
        """Keep accounts, guests, or (both ticked) everybody."""
        if len(value) != 1:
            return orders
        return orders.filter(user__isnull=value == ["guest"])


class ShippingAddressForm(oscar_forms.ShippingAddressForm):
    """Oscar's form, whose country is named in the reader's language."""

    country = AnyCountryField(queryset=Country.objects.all(), label=_("Country"))


class OrderBoardFilterSet(OrderFilterSet):
    """As for the list; the statuses are the board's columns."""

    # None has django-filter leave a filter out.
    status = None  # type: ignore[assignment]


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class OrderStatsForm(oscar_forms.OrderStatsForm):
    """The days of which statistics are asked: whole ones in the shop's time zone, 2000 to 2199."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators += [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]

    def get_filters(self) -> dict[str, datetime]:
        """Return from when until before when the orders were placed; nothing for days that are refused."""
        asked = {} if self.errors else self.cleaned_data
        found = {}
        if asked.get("date_from"):
            found["date_placed__gte"] = _start_of(asked["date_from"])
        if asked.get("date_to"):
            found["date_placed__lt"] = _start_of(asked["date_to"] + timedelta(days=1))
        return found
