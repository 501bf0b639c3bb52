"""Which orders somebody sees, in the list and on the board, and how they are searched."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shop.backoffice.listing import ListTab, ListView
from shop.dashboard.orders.queries import orders_matching, orders_visible_to
from shop.order.models import Order


def order_url(order: Order) -> str:
    """Return where the order's page is."""
    return reverse("dashboard:order-detail", kwargs={"number": order.number})


def oldest_first(**filters: str | Sequence[str]) -> str:
    """Return the query of a list of orders by filters, those that wait longest first."""
    return urlencode({**filters, "ordering": "date_placed"}, doseq=True)


class OrderSelection(ListView):
    """What list and board have in common. The door has asked for the right; suppliers see their own."""

    # Wagtail declares these as None; list and board say what they are.
    index_url_name: Any
    index_results_url_name: Any
    filterset_class: Any
    default_ordering: Any

    model = Order
    page_title = gettext_lazy("Orders")
    header_icon = "clipboard-list"
    any_permission_required = None
    is_searchable = True
    search_fields = ["number"]
    verbose_name_plural = gettext_lazy("orders")
    tabs = [
        ListTab(label=gettext_lazy("List"), url_name="dashboard:order-list"),
        ListTab(label=gettext_lazy("Board"), url_name="dashboard:order-board"),
    ]

    def get_base_queryset(self) -> QuerySet[Order]:
        """Load what rows and cards show."""
        orders = orders_visible_to(self.request.user)
        return orders.select_related("user", "shipping_address").prefetch_related("lines")

    def search_queryset(self, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """Search numbers, addresses and names."""
        return orders_matching(self.search_query, among=queryset) if self.is_searching else queryset
