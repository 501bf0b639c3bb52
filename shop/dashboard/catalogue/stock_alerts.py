"""What is running low, at Oscar's address."""

from typing import cast

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn

from shop.backoffice.listing import ListView
from shop.partner.models import StockAlert
from shop.user.models import User

NUMBER = "numeric num"


class StockAlertFilterSet(WagtailFilterSet):
    """Whether somebody has seen to it."""

    status = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Status"), choices=StockAlert.status_choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = StockAlert
        fields: list[str] = []


def _product_url(alert: StockAlert) -> str:
    return reverse("dashboard:catalogue-product", args=[alert.stockrecord.product_id])


class StockAlertListView(ListView):
    """Products of which fewer are free than staff want to have, the latest first."""

    model = StockAlert
    list_name = "stock-alerts"
    page_title = gettext_lazy("Low stock")
    header_icon = "warning"
    index_url_name = "dashboard:stock-alert-list"
    index_results_url_name = "dashboard:stock-alert-list-results"
    any_permission_required = None
    is_searchable = True
    search_fields = ["stockrecord__partner_sku"]
    filterset_class = StockAlertFilterSet
    default_ordering = "-date_created"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("products low in stock")

    def all_columns(self) -> list[BaseColumn]:
        """Which product, how many there are and how many there should be."""
        return [
            TitleColumn("product", label=_("Product"), accessor=_title, get_url=_product_url),
            Column("sku", label=_("SKU"), accessor="stockrecord.partner_sku"),
            Column("supplier", label=_("Supplier"), accessor="stockrecord.partner.display_name"),
            Column(
                "free", label=_("Available"), accessor="stockrecord.net_stock_level", classname="numeric num"
            ),
            Column("threshold", label=_("Low stock threshold"), classname=NUMBER, sort_key="threshold"),
            Column("status", label=_("Status"), accessor="get_status_display"),
            DateColumn("date_created", label=_("Date"), sort_key="date_created"),
        ]

    def get_base_queryset(self) -> QuerySet[StockAlert]:
        """Load the products; a supplier sees their own."""
        alerts = StockAlert._default_manager.select_related(
            "stockrecord__product__parent", "stockrecord__partner"
        ).prefetch_related("stockrecord__product__attribute_values__attribute")
        user = cast("User", self.request.user)
        return alerts if user.is_staff else alerts.filter(stockrecord__partner__users=user)

    def order_queryset(self, queryset: QuerySet[StockAlert]) -> QuerySet[StockAlert]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")


def _title(alert: StockAlert) -> str:
    return str(alert.stockrecord.product.get_title())
