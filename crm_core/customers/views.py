"""The customers in the back office: the list, and the page of one."""

from typing import Any, cast

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.widgets.button import HeaderButton

from crm_core.customers.models import Customer
from crm_core.customers.panels import rendered_panels
from crm_core.customers.queries import customers_matching, figures_of
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import ListView
from shop.user.models import User

SEES_MONEY = "order.view_order"


def customer_url(customer: Customer) -> str:
    """Return where the customer's page is."""
    return reverse("customers:inspect", args=[customer.pk])


class CustomerListView(ListView):
    """Everyone we know, newest first; what they bought only for those who may see orders."""

    is_searchable = True
    search_fields = ["name"]  # says to Wagtail that there is a search; `search_queryset` does it
    default_ordering = "-created_at"
    export_permission = "customers.export_customer"
    list_name = "customers"
    optional_columns = frozenset({"phone", "kind", "language"})

    def all_columns(self) -> list[BaseColumn]:
        """Name, address and owner; with the right to see orders, the figures too."""
        columns: list[BaseColumn] = [
            TitleColumn(
                "name",
                label=pgettext_lazy("of a person or company", "Name"),
                accessor=str,
                get_url=customer_url,
                sort_key="name",
            ),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("email", label=_("E-mail")),
            Column("phone", label=_("Phone")),
            Column("language", label=_("Language"), accessor="get_language_display"),
            Column("owner", label=_("Owner")),
        ]
        if self.request.user.has_perm(SEES_MONEY):
            columns += [
                NumberColumn("orders_count", label=_("Orders")),
                MoneyColumn("spent", label=_("Spent"), sort_key="spent"),
                DateColumn("last_order_at", label=_("Last order"), sort_key="last_order_at"),
            ]
        return [*columns, DateColumn("created_at", label=_("Customer since"), sort_key="created_at")]

    @cached_property
    def list_export(self) -> list[str]:
        """Export what the list shows, and the kind and phone beside it."""
        fields = ["pk", "kind", "name", "email", "phone", "owner", "language", "created_at"]
        if self.request.user.has_perm(SEES_MONEY):
            fields += ["orders_count", "spent", "last_order_at"]
        return fields

    def get_base_queryset(self) -> QuerySet[Customer]:
        """Load the owners with the customers."""
        return Customer.objects.select_related("owner")

    def order_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """Sort so that who never bought stands last, and equals keep their places."""
        field, descending = self.ordering.removeprefix("-"), self.ordering.startswith("-")
        if field == "last_order_at":
            sorting = F(field).desc(nulls_last=True) if descending else F(field).asc(nulls_last=True)
            return queryset.order_by(sorting, "-pk" if descending else "pk")
        return queryset.order_by(self.ordering, "-pk" if descending else "pk")

    def search_queryset(self, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        """Search names, addresses, numbers and orders."""
        return customers_matching(self.search_query, among=queryset) if self.is_searching else queryset


class CustomerPageView(InspectView):
    """One customer: who they are, how they are, what happened, and what others know of them."""

    any_permission_required = ["view"]
    template_name = "crm_core/customers/page.html"
    fields = ["name"]

    def get_object(self, queryset: QuerySet[Customer] | None = None) -> Customer:
        """Load what the page shows of the record itself."""
        customers = Customer.objects.select_related("company", "owner")
        customer: Customer = super().get_object(customers)
        return customer

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Customers")},
            {"url": "", "label": str(self.object)},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer to edit the record to those who may."""
        url = self.get_edit_url()
        return [HeaderButton(_("Edit"), url=url, icon_name="edit")] if url else []

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Nothing hides in a menu: deleting stands on the edit page."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template the customer, the figures and both columns of panels."""
        user = cast("User", self.request.user)
        return super().get_context_data(
            customer=self.object,
            figures=figures_of(self.object) if user.has_perm(SEES_MONEY) else None,
            currency=settings.OSCAR_DEFAULT_CURRENCY,
            main_panels=rendered_panels(self.object, user, area="main"),
            side_panels_of_customer=rendered_panels(self.object, user, area="side"),
            **kwargs,
        )
