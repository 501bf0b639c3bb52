"""By what the list of quotes is narrowed."""

from datetime import timedelta

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import Somebody
from crm_core.customers.queries import customers_matching
from crm_core.quotes.models import Quote
from crm_core.quotes.models.quotes import OPEN_STATES, OUR_TURN, State
from shop.backoffice.queries import among_keys
from shop.backoffice.searching import typed
from shop.time_zones import shop_day

SOON = timedelta(days=7)
GROUPS = {
    "open": (_("Open"), lambda: Q(state__in=OPEN_STATES)),
    "ours": (_("To be answered"), lambda: Q(state__in=OUR_TURN)),
    "expiring": (
        _("Expires within a week"),
        lambda: Q(state=State.SENT, valid_until__lte=shop_day() + SOON),
    ),
}


class QuoteFilterSet(WagtailFilterSet):
    """Whose quotes, in which state, from when."""

    group = django_filters.ChoiceFilter(
        label=_("Which"),
        choices=[(name, label) for name, (label, _condition) in GROUPS.items()],
        method="filter_group",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Quote.State.choices, widget=forms.CheckboxSelectMultiple
    )
    mine = django_filters.ChoiceFilter(
        label=_("Whose quotes"),
        choices=[("on", _("My quotes"))],
        method="filter_mine",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    owner = django_filters.ModelMultipleChoiceFilter(
        label=_("Owner"),
        queryset=lambda _request: get_user_model().objects.filter(is_staff=True, is_active=True),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    created_at = django_filters.DateFromToRangeFilter(label=_("Created"), widget=DateRangePickerWidget)

    class Meta:
        model = Quote
        fields: list[str] = []

    def filter_group(self, quotes: QuerySet[Quote], _name: str, value: str) -> QuerySet[Quote]:
        """Keep those of a group."""
        _label, condition = GROUPS[value]
        return quotes.filter(condition())

    def filter_mine(self, quotes: QuerySet[Quote], _name: str, value: str) -> QuerySet[Quote]:
        """Keep the user's own."""
        return quotes.filter(owner=self.request.user) if value else quotes


def quotes_matching(text: str, user: Somebody, *, among: QuerySet[Quote]) -> QuerySet[Quote]:
    """Find quotes by a piece of their number, or by the customer as customers are found."""
    text = typed(text)
    if not text:
        return among
    customers = customers_matching(text, hidden=fields_of(user).hidden).order_by().values("pk")
    quotes = Quote.objects.values_list("pk", flat=True)
    return among_keys(among, [quotes.filter(number__icontains=text), quotes.filter(customer__in=customers)])
