"""Orders on account one by one in the back office: what is open, since when it is due, what is disputed."""

from typing import ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, NumberColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from shop.b2b.models import Company
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import BackOfficeViewSet, ListTab, ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.searching import contains, typed
from shop.time_zones import shop_day
from shop.trade_credit.models import Receivable
from shop.trade_credit.queries import disputed, with_dispute

OPEN, OVERDUE, DISPUTED, SETTLED = "open", "overdue", "disputed", "settled"
STATES = [
    (OPEN, pgettext_lazy("of an amount", "Open")),
    (OVERDUE, gettext_lazy("Overdue")),
    (DISPUTED, pgettext_lazy("of an amount", "Disputed")),
    (SETTLED, pgettext_lazy("of an amount", "Settled")),
]
register_permission_policy(Receivable, ReadOnlyPolicy(Receivable))


def days_overdue(item: Receivable) -> int | None:
    """Return for how many days it has been due; None before that and where nothing is open."""
    late = (shop_day() - item.due_on).days
    return late if late > 0 and item.owed else None


class OpenItemFilterSet(WagtailFilterSet):
    """By what became of it, when it is due, and the status of the company."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=STATES, method="filter_state", widget=forms.RadioSelect
    )
    due_on = django_filters.DateFromToRangeFilter(label=gettext_lazy("Due on"), widget=DateRangePickerWidget)
    company__status = django_filters.ChoiceFilter(
        label=gettext_lazy("Company status"), choices=Company.Status.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Receivable
        fields: ClassVar[list[str]] = []

    def filter_state(self, rows: QuerySet[Receivable], _name: str, state: str) -> QuerySet[Receivable]:
        """Leave what is in that state; overdue is what was due before today."""
        if state == SETTLED:
            return rows.filter(owed=0)
        rows = rows.filter(owed__gt=0)
        if state == OVERDUE:
            return rows.filter(due_on__lt=shop_day())
        return disputed(rows) if state == DISPUTED else rows


class OpenItemListView(ListView):
    """The orders on account, the first due first."""

    page_title = gettext_lazy("Open items")
    filterset_class = OpenItemFilterSet
    default_ordering = "due_on"
    is_searchable = True
    optional_columns = frozenset({"po_number", "placed_on"})
    export_permission = "trade_credit.view_receivable"
    list_export = [
        *("order.number", "order.po_number", "company.name", "placed_on", "due_on", "currency", "owed"),
    ]
    export_headings = {
        "order.number": gettext_lazy("Order"),
        "order.po_number": gettext_lazy("Customer's order number"),
        "company.name": gettext_lazy("Company"),
    }
    tabs = (
        ListTab(label=gettext_lazy("By company"), url_name="receivables:index"),
        ListTab(label=gettext_lazy("Open items"), url_name="open-items:index"),
    )
    standard_views = (
        StandardView(label=gettext_lazy("Overdue"), query=f"state={OVERDUE}"),
        StandardView(label=pgettext_lazy("of an amount", "Disputed"), query=f"state={DISPUTED}"),
    )

    def get_base_queryset(self) -> QuerySet[Receivable]:
        """Read orders and companies along."""
        rows: QuerySet[Receivable] = super().get_base_queryset()
        return with_dispute(rows.select_related("order", "company"))

    def search_queryset(self, queryset: QuerySet[Receivable]) -> QuerySet[Receivable]:
        """Find by the order's number, the customer's own, or any part of the company's name."""
        text = typed(self.search_query or "")
        if not text:
            return queryset
        found = contains("company__name", text) | contains("order__po_number", text)
        return queryset.filter(found | contains("order__number", text))

    def all_columns(self) -> list[BaseColumn]:
        """Which order, whose, when it is due and for how long, how much."""
        return [
            TitleColumn("order", label=_("Order"), accessor="order.number", get_url=_order_url),
            TitleColumn("company", label=_("Company"), accessor="company.name", get_url=_credit_url),
            Column("po_number", label=_("Customer's order number"), accessor="order.po_number"),
            DayColumn("placed_on", label=_("Ordered on"), sort_key="placed_on"),
            DayColumn("due_on", label=_("Due on"), sort_key="due_on"),
            NumberColumn("days_overdue", label=_("Days overdue"), accessor=days_overdue),
            MoneyColumn("owed", label=_("Open amount"), currency="currency", sort_key="owed"),
            BooleanColumn("is_disputed", label=pgettext_lazy("of an amount", "Disputed")),
        ]


def _order_url(item: Receivable) -> str:
    return reverse("dashboard:order-detail", kwargs={"number": item.order.number})


def _credit_url(item: Receivable) -> str:
    return reverse("receivables:company", args=[item.company_id])


class OpenItemViewSet(BackOfficeViewSet):
    """The list at `/cms/receivables/items/`."""

    model = Receivable
    name = "open-items"
    url_prefix = "receivables/items"
    icon = "table"
    list_name = "open-items"
    index_view_class = OpenItemListView
    export_filename = "open-items"
    search_backend_name = None
    form_fields: ClassVar[list[str]] = ["due_on"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        left_out = {"list_export", "list_display", "default_ordering"}
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - left_out}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]
