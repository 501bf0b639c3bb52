"""Who waits for which product, at Oscar's address."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn

from shop.backoffice.listing import ListView
from shop.customer.models import ProductAlert
from shop.dashboard.users.accounts import person_of

CHANGE = "user.change_user"


class AlertFilterSet(WagtailFilterSet):
    """What became of it."""

    status = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Status"), choices=ProductAlert.STATUS_CHOICES, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ProductAlert
        fields: list[str] = []


class AlertListView(ListView):
    """Everybody who asked to be told when a product is back, the latest first."""

    model = ProductAlert
    list_name = "alerts"
    page_title = gettext_lazy("Stock alert requests")
    header_icon = "mail"
    index_url_name = "dashboard:user-alert-list"
    index_results_url_name = "dashboard:user-alert-list-results"
    any_permission_required = None
    is_searchable = True
    search_fields = ["email"]
    filterset_class = AlertFilterSet
    default_ordering = "-date_created"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("stock alert requests")
    export_filename = "stock-alert-requests"
    export_permission = CHANGE
    list_export = ["product", "who", "get_status_display", "date_created", "date_closed"]

    def all_columns(self) -> list[BaseColumn]:
        """Who, for what, and what became of it."""
        return [
            TitleColumn("who", label=_("Customer"), get_url=self._edit_url),
            Column("product", label=_("Product")),
            Column("status", label=_("Status"), accessor="get_status_display"),
            DateColumn("date_created", label=_("Requested"), sort_key="date_created"),
            DateColumn("date_closed", label=_("Notified"), sort_key="date_closed"),
        ]

    def _edit_url(self, alert: ProductAlert) -> str | None:
        may = self.request.user.has_perm(CHANGE)
        return reverse("dashboard:user-alert-update", args=[alert.pk]) if may else None

    def get_base_queryset(self) -> QuerySet[ProductAlert]:
        """Load the people and the products."""
        return ProductAlert.objects.select_related("user", "product__parent")

    def complete(self, rows: Sequence[Any]) -> Sequence[object]:
        """Name who waits."""
        for alert in rows:
            alert.who = (person_of(alert.user) or alert.user.email) if alert.user else alert.email
        return rows

    def order_queryset(self, queryset: QuerySet[ProductAlert]) -> QuerySet[ProductAlert]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def search_queryset(self, queryset: QuerySet[ProductAlert]) -> QuerySet[ProductAlert]:
        """Search people, in either order of their names, and products."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        wanted = Q(email__icontains=text) | Q(user__email__icontains=text)
        for language in ("en", "zh_hans", "zh_hant"):
            wanted |= Q(**{f"product__title_{language}__icontains": text})
        names = Q()
        for part in text.split():
            names &= Q(user__first_name__icontains=part) | Q(user__last_name__icontains=part)
        return queryset.filter(wanted | names)
