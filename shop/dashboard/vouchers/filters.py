"""By what the lists of codes and sets are filtered."""

from datetime import datetime

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from shop.dashboard.vouchers.forms import USAGES
from shop.offer.availability import STATES
from shop.voucher.availability import with_state
from shop.voucher.models import Voucher, VoucherSet


class VoucherFilterSet(WagtailFilterSet):
    """What a code is doing now, how often it can be used, and of which set it is."""

    state = django_filters.MultipleChoiceFilter(
        label=_("Status"),
        choices=[(state, label) for state, (label, _tone) in STATES.items()],
        method="filter_state",
        widget=forms.CheckboxSelectMultiple,
    )
    usage = django_filters.MultipleChoiceFilter(
        label=_("Usage"), choices=USAGES, widget=forms.CheckboxSelectMultiple
    )
    voucher_set = django_filters.ModelChoiceFilter(
        label=_("Code set"), queryset=lambda _request: VoucherSet.objects.order_by("name")
    )

    class Meta:
        model = Voucher
        fields: list[str] = []

    def filter_state(self, vouchers: QuerySet[Voucher], _name: str, value: list[str]) -> QuerySet[Voucher]:
        """Keep the codes that are in one of the states."""
        return with_state(vouchers, timezone.now()).filter(state__in=value)  # type: ignore[misc]


class VoucherSetFilterSet(WagtailFilterSet):
    """Whether a set's dates hold now."""

    state = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[(state, STATES[state][0]) for state in ("running", "planned", "over")],
        method="filter_state",
    )

    class Meta:
        model = VoucherSet
        fields: list[str] = []

    def filter_state(self, sets: QuerySet[VoucherSet], _name: str, value: str) -> QuerySet[VoucherSet]:
        """Keep the sets that hold now, later, or no more."""
        now = timezone.now()
        dates: dict[str, dict[str, datetime]] = {
            "running": {"start_datetime__lte": now, "end_datetime__gte": now},
            "planned": {"start_datetime__gt": now},
            "over": {"end_datetime__lt": now},
        }
        return sets.filter(**dates[value])
